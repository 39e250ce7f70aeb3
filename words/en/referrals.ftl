# Referrals: writing one down, deciding, telling the referrer.

referrals-new = New referral
referrals-none = No referral is open
referrals-none-text = When a village chief, a school, a neighbour or the family itself tells you of a need, write it down here.
referrals-waiting = Waiting for a decision
referrals-clock = Taken on: meet them in time
referrals-untold = The referrer waits for word
referrals-untold-text = Somebody cared enough to tell us. A short answer keeps the trust.
referrals-elsewhere = Not taken on, or passed on
referrals-received = Received { $date }

refer-step = Step { $step } of { $of }
refer-step-why = Why
refer-step-who = Who
refer-step-where = Where
refer-source = Who tells us of the family?
refer-referrer = Name of who tells us
refer-referrer-hint = Leave it empty if they do not wish to be named
refer-phone = Telephone, so that we can answer
refer-reasons = Why?
refer-reasons-hint = Everything that fits
refer-story = What is happening?
refer-story-hint = In the words of who tells us: what was seen or heard
refer-urgency = How urgent is it?
refer-people-hint = Whoever is known so far. One name is enough to begin.
refer-child = A child
refer-person = A person of the family
refer-remove = Take out
refer-name-km = Name in Khmer
refer-name-latin = Name in Latin letters
refer-name-hint = Family name first
refer-sex = Sex
refer-sex-female = Female
refer-sex-male = Male
refer-sex-unknown = Not known
refer-born = Born
refer-focus = The work is about this child
refer-focus-hint = We shall ask how this child is, at every visit
refer-add-child = One more child
refer-add-adult = An adult
refer-village = Village
refer-village-hint = Khmer or Latin letters; commune or district may follow
refer-address = How to find them
refer-address-hint = Behind the pagoda, the blue house …
refer-knows = Does the family know that we are told?
refer-knows-hint = It is best when they know; when it is not safe, they need not
refer-save = Keep the referral
refer-need-source = Please say who tells us.
refer-need-reason = Please choose a reason, or write what is happening.
refer-need-urgency = Please say how urgent it is.
refer-need-person = Please write at least one name, in either script. “Name not known” will do.
refer-need-village = Please choose the village, so that somebody can find them.

screening-title = Referral
screening-by = Written down by { $name }.
screening-knows = The family knows of it.
screening-knows-not = The family does not know of it.
screening-knows-unknown = Whether the family knows is not known.
screening-whom = Whom it concerns
screening-others = Your senior social worker decides about this referral. You will see it here.
screening-decide = Your decision
screening-question = What do we do?
screening-need-decision = Please choose.
screening-accept = We take it on
screening-accept-hint = Somebody meets the family in time
screening-pass = Somebody else can help better
screening-pass-hint = We tell them, with what they need to know
screening-decline = We do not take it on
screening-decline-hint = With a reason that we can stand by
screening-risk = How soon must somebody be there?
screening-within-hours = { $hours ->
    [one] within 1 hour, by { $until }
   *[other] within { $hours } hours, by { $until }
  }
screening-within-days = within { $days } days, by { $until }
screening-lead = Who will work with the family?
screening-need-lead = Please choose who.
screening-lead-me = { $name } (you) · { $count ->
    [one] 1 family
   *[other] { $count } families
  }
screening-lead-other = { $name } · { $count ->
    [one] 1 family
   *[other] { $count } families
  }
screening-why = Why not?
screening-need-reason = Please choose a reason.
screening-to = To whom?
screening-to-hint = The service, office or person
screening-need-to = Please say to whom.
screening-note = Note
screening-accept-do = Take it on
screening-decline-do = Do not take it on
screening-pass-do = Pass it on
screening-decided = What was decided
screening-accepted = We take it on
screening-respond-by = Somebody meets the family by { $when }.
screening-declined = We do not take it on
screening-passed = Passed on to { $to }

decline-no-need = The family needs no help from us
decline-outside-area = They live outside our area
decline-already-helped = Somebody else is helping already
decline-family-declined = The family does not wish it
decline-not-a-family = It is not about a child or a family
decline-other = Another reason

tell-title = Tell the referrer
tell-title-name = Tell { $name }
tell-text = Thank them, and say whether somebody is looking after it. What the family tells us stays with us.
tell-how = How?
tell-need-how = Please say how.
tell-how-in-person = In person
tell-how-phone = By telephone
tell-how-letter = By letter
tell-how-message = By message
tell-what = What was said
tell-what-hint = No more than they need
tell-need-what = Please write what was said.
tell-suggest-accept = Thank you for telling us. Somebody is with the family.
tell-suggest-decline = Thank you for telling us. We looked at it and cannot take it on ourselves.
tell-suggest-pass-on = Thank you for telling us. Somebody who can help better is looking after it.
tell-do = They have been told
tell-done = The referrer was told
