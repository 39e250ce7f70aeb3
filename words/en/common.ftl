# Words that many screens share: roles, stages, what presses, what was done, what was refused, the time line.

common-family-of = Family of { $name }
common-family-unnamed = A family whose names are not known yet
common-open = Open
common-open-family = Open the family
common-next = Next
common-save = Save
common-again = Try again
common-yes = Yes
common-no = No
common-unknown = Not known
common-looking = Looking …
common-show-more = { $count ->
    [one] Show 1 more
   *[other] Show { $count } more
  }
common-age = { $years ->
    [one] 1 year
   *[other] { $years } years
  }
common-age-about = about { $years } years

api-offline = No connection just now
api-offline-detail = The server could not be reached.
api-offline-kept = What you typed is still here.
api-offline-next = Try again when there is a network.
api-offline-write = No network just now. You can write: it is kept on this phone. Send it when there is a network.
api-broken = That did not work
api-broken-detail = The server answered with { $status }.
api-number = Number for your administrator: { $number }

role-village_social_worker = Village social worker
role-senior_social_worker = Senior social worker
role-specialist = Specialist
role-programme_manager = Programme manager
role-me_officer = Monitoring and evaluation officer
role-administrator = Administrator
role-data_protection_officer = Data-protection officer

stage-new = New
stage-referred = Waiting for a decision
stage-declined = Not taken on
stage-passed_on = Passed on
stage-accepted = Accepted, not met yet
stage-open = We are working together
stage-closed = Finished
stage-withdrawn = Taken back

press-danger-unanswered = Danger: nobody has answered yet
press-danger = Somebody may be in danger
press-respond-late = { $hours ->
    [0] The time to meet them has just run out
    [one] Should have been met 1 hour ago
   *[other] Should have been met { $hours } hours ago
  }
press-respond = { $hours ->
    [0] Meet them within the hour
    [one] 1 hour left to meet them
   *[other] { $hours } hours left to meet them
  }
press-visit-late = { $days ->
    [one] Visit 1 day late
   *[other] Visit { $days } days late
  }
press-visit-today = Visit today
press-visit-soon = { $days ->
    [one] Visit tomorrow
   *[other] Visit in { $days } days
  }
press-review-waiting = Waits for the supervisor
press-review-late = { $days ->
    [one] Review 1 day late
   *[other] Review { $days } days late
  }
press-assessment-due = Time to look at things together again
press-step-late = { $days ->
    [one] A step is 1 day late
   *[other] A step is { $days } days late
  }
press-conflict = { $count ->
    [one] 1 thing to decide
   *[other] { $count } things to decide
  }
press-refused = { $count ->
    [one] 1 note could not take effect
   *[other] { $count } notes could not take effect
  }
press-tray = { $count ->
    [one] 1 note could not be placed
   *[other] { $count } notes could not be placed
  }
press-referral-waiting = Waiting for a decision

alike-title = Perhaps we know this family already
alike-text = Please look before you write them down twice.
alike-open = Look at this family
alike-beyond = A family on the server looks like them.
alike-ask = Your organisation knows a similar family. Please ask { $name }.
alike-elsewhere = Your organisation knows a similar family that you cannot open. Please ask your supervisor.
alike-same-name = same name
alike-similar-name = similar name
alike-sounds-alike = sounds alike
alike-same-sex = same sex
alike-other-sex = other sex
alike-same-year = born in the same year
alike-near-year = about the same age
alike-other-year = other age
alike-same-village = same village
alike-same-commune = same commune
alike-same-district = same district
alike-other-district = another district
alike-sign-name = name
alike-sign-birth-year = year of birth
alike-sign-sex = sex
alike-sign-village = village
alike-sign-commune = commune

done-referral = The referral is kept
done-accepted = Taken on
done-assigned = Assigned
done-saved = Kept
done-decided = Chosen. The other version stays in the history.
done-visit = The visit is kept
done-assessment = The assessment is kept
done-concern = Kept. Your supervisor will be told at once, or as soon as there is a network
done-closing-asked = Your supervisor is asked to close
done-closed = Signed. The work with this family is finished
done-signed = Signed
done-undone = Taken back
done-resent = On its way again

undo-too-late = It has been sent already and can no longer be taken back. You can correct it in the file.

# Why something could not take effect. What was typed is always kept.
rejected-wrong_stream = This does not belong in this file. What you wrote is still here.
rejected-unknown_person = Somebody named here is not in this family's file, or no longer is. What you wrote is still here; choose the person again.
rejected-unknown_thing = What this belongs to is not in the file, or no longer is: { $what }. What you wrote is still here; go back and look at the family's page.
rejected-already_there = This is there already: { $what }. Nothing was written twice.
rejected-wrong_stage = That cannot be done while the family is at “{ $stage }”. What you wrote is still here.
rejected-no_consent = The family has not agreed to this yet. What you wrote is still here; talk with them about consent first.
rejected-not_possible = { $why ->
    [empty] Something is still missing: { $field }. What you wrote is still here.
    [in_the_future] This day has not come yet: { $field }. What you wrote is still here.
    [too_long_ago] This day is too long ago: { $field }. What you wrote is still here.
    [self_relation] One person cannot be both: { $field }. What you wrote is still here.
    [before_from] It cannot end before it begins: { $field }. What you wrote is still here.
    [too_long] This is longer than is allowed: { $field }. What you wrote is still here.
    [not_plain] Only small Latin letters, digits, dots and hyphens: { $field }. What you wrote is still here.
    [excluded] This person must not see the family: { $field }. What you wrote is still here.
    [not_agreed] It was not agreed that your organisation writes this with this family. What you wrote is still here; speak with whoever leads.
    [withheld] Somebody of the family does not want this told there. What you wrote is still here; ask her again before anything leaves.
    [too_few] Something that is needed for it was left out: { $field }. What you wrote is still here.
    [related] These two are parent and child, or a couple: they cannot be one person. If that bond is a mistake, take it out first.
    [through_others] They are one through a third person. Take them apart where they were put together.
    [folded_already] One of the two files is folded into another already. Choose that file, or take the two apart first.
   *[other] This cannot be so: { $field }. What you wrote is still here.
  }
rejected-incomplete = { $missing ->
    [one] 1 answer is still missing. What you wrote is still here.
   *[other] { $missing } answers are still missing. What you wrote is still here.
  }
rejected-unknown_instrument = This phone does not know this form yet. What you wrote is still here; connect once, then try again.
rejected-gates_unmet = Before closing, this must be so: { $gates }. What you wrote is still here.
rejected-four_eyes = Somebody else must do this: nobody signs their own work. What you wrote is still here.
rejected-already_decided = Somebody has decided this already. Look at the family's page.

gate-goals_done_or_handed_over = every goal is reached or handed over
gate-no_open_high_concern = no high worry about safety is open
gate-child_view = the child's own view is written down
gate-caregiver_view = the caregiver's view is written down
gate-local_contact = somebody nearby is named whom the family can call
gate-supervisor_approval = the supervisor has agreed

thing-account = account name
thing-action = step
thing-assent = the child's answer
thing-assessment = assessment
thing-caregiver = caregiver
thing-withheld = wish that something is not told
thing-joint = working together with another organisation
thing-concern = worry
thing-consent = consent
thing-contact = contact
thing-family = family
thing-field = field
thing-goal = goal
thing-household = household
thing-import = import
thing-person = person
thing-referral = referral
thing-review = review
thing-supervisor = supervisor
thing-task = task
thing-village = village
thing-visit = visit

# What the server could not place.
refused-entry-unreadable = The server does not understand this note. It is kept as it is; please tell your administrator.
refused-entry-not-allowed = This is not part of your role with this family, or no longer is. Your supervisor can see it and write it into the file.
refused-family-erased = This family's file was erased, as the family or a court asked. Nothing can be added to it. Speak with your supervisor.
refused-entry-of-another = Somebody else wrote this on this device. It waits until she signs in here.
refused-device-wiped = It was sent while this phone was to be emptied. It is kept on the server, where your supervisor sees it, and is in no file.
refused-other = The server could not place this note. It is kept; please tell your administrator.

fetch-offline = There is no network now. Families kept on this device are still here.
fetch-not-found = Nothing is there, or it is not for you to see.
fetch-failed = The server could not be asked. Please try again in a moment.

sync-refused = { $count ->
    [one] 1 note could not be placed. It is kept; see “More”.
   *[other] { $count } notes could not be placed. They are kept; see “More”.
  }
clock-behind = This phone's clock is { $minutes } minutes slow. Please set it right, so that days and times fit.
clock-ahead = This phone's clock is { $minutes } minutes fast. Please set it right, so that days and times fit.

# The time line. The name of whom or what it is about is added by the screen.
event-opened = The file was opened
event-import-withdrawn = The import was taken back
event-referral-received = Somebody told us of the family
event-referral-screened = The referral was decided
event-referrer-told = The referrer was told
event-worker-assigned = A worker joined the team
event-worker-unassigned = A worker left the team
event-family-set = Facts about the family were written down
event-address-set = How to find the family was written down
event-person-added = New in the file
event-person-set = Facts about a person were written down
event-health-set = Health and disability were written down
event-papers-set = Papers were written down
event-person-withdrawn = Taken out of the file
event-household-named = A household was named
event-household-moved = Somebody moved
event-union-set = A couple was written down
event-parentage-set = Parent and child were written down
event-relation-stated = How people are related was written down
event-relation-withdrawn = A relation was taken back: it was a mistake
event-seniority-stated = Who is older was written down
event-caregiver-set = Who cares for a child was written down
event-caregiver-ended = Somebody no longer cares for a child
event-consent-given = Consent was given
event-assent-given = A child gave an answer
event-consent-withdrawn = Consent was taken back
event-assessment-completed = We looked at things together
event-goal-added = A new goal
event-goal-set = A goal was changed
event-action-added = A new step
event-action-set = A step was changed
event-plan-agreed = The family agreed to the plan
event-visit-planned = A visit was planned
event-visit-recorded = A visit
event-visit-missed = A visit did not happen
event-task-added = A new task
event-task-set = A task was ticked
event-risk-set = The risk was set
event-concern-raised = A worry about safety
event-concern-answered = An answer to a worry
event-concern-settled = A worry was settled
event-review-asked = The supervisor was asked to read
event-review-signed = The supervisor signed
event-review-returned = The supervisor sent it back with a comment
event-closed = The work was finished
event-reopened = The work was taken up again
event-conflict-decided = Between two versions one was chosen
event-transfer-proposed = A hand-over to another organisation was proposed
event-transfer-accepted = Another organisation has taken the family on
event-transfer-declined = The other organisation did not take the family on
event-transfer-withdrawn = The hand-over was taken back
event-joint-offered = Another organisation was asked to work with the family too
event-joint-accepted = The other organisation works with the family too
event-joint-declined = The other organisation does not take part
event-joint-ended = Working together with the other organisation was ended
event-joint-left = The other organisation ended its part
event-emergency-opened = The file was opened in an emergency
event-emergency-reviewed = An emergency was looked at
event-consultation-asked = Somebody was asked for advice
event-advice-given = Advice was given
event-consultation-ended = Asking for advice ended
event-worker-excluded = Somebody must not see this file
event-exclusion-lifted = Somebody may see this file again
event-information-withheld = Something is not to be told
event-withheld-lifted = Something may be told after all
event-named = The organisation was named
event-worker-set = A worker was written down
event-protocol-set = The way of working was set
event-other = Something was written down

# Fields of a file.
field-village = Village
field-address = How to find them
field-phone = Telephone
field-language = Language at home
field-import-note = Note from the import
field-family-book = Family book
field-id-poor = IDPoor card
field-risk = Risk
field-name-km = Name in Khmer
field-name-latin = Name in Latin letters
field-sex = Sex
field-birth = Date of birth
field-died-on = Day of death
field-in-focus = Whether the work is about this child
field-school = School
field-occupation = Occupation
field-note = Note
field-difficulties = Difficulties
field-health-note = Health
field-birth-certificate = Birth certificate
field-name = Name
field-union = Couple
field-words = The goal in the family's words
field-reached-when = How we shall see that it is reached
field-state = How it stands
field-state-open = Being worked on
field-state-reached = Reached
field-state-handed-over = Somebody else goes on with it
field-state-dropped = No longer needed
field-state-done = Done
field-what = What
field-doer = Who does it
field-by = By when
field-done = Done or not
field-account = Account name
field-caregiver = Caregiver
field-mark = Signature or thumbprint
field-parentage = Parent and child
field-purpose = Purpose
field-relation = Relation
field-seniority = Who is older
field-supervisor = Supervisor
field-until = Until when
field-joint = working together
field-works = what they write
field-to = with whom
field-workers = who works with the family
field-story = What is happening
field-on = Day
field-other = A field

draft-visit = A visit, begun
draft-concern = A worry, begun
draft-review = A review, begun
draft-closing = A closing, begun
draft-plan = A plan, begun
draft-assess = An assessment, begun
draft-revise = A correction of an assessment, begun
draft-person = A person, begun
draft-relations = Relations, begun
draft-consent = Consent, begun
draft-refer = A referral, begun
draft-screening = A decision about a referral, begun
draft-feedback = Word to the referrer, begun
draft-answer = An answer to a worry, begun
draft-sign = A comment on a review, begun
draft-hand-over = A hand-over, begun
draft-consultations = Advice, begun
draft-transfers = An answer to a hand-over, begun
draft-elsewhere = A question between organisations, begun
draft-emergency = Something about an emergency, begun
draft-sharing = A change of the sharing protocol, begun
draft-other = A form, begun
