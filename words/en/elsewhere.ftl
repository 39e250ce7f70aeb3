# Asking other organisations whether they know a child, and answering them.
elsewhere-title = Is this child known elsewhere?
elsewhere-sub = Ask the other organisations of the network
elsewhere-intro = You always get the same answer, whether anybody knows the child or not. Whoever knows the child decides whether to contact you.
elsewhere-name = Name of the child
elsewhere-name-hint = In Khmer or in Latin letters
elsewhere-age = Year of birth, or age
elsewhere-age-hint = A guess will do. Leave it empty if you do not know.
elsewhere-age-born = Born about { $year }
elsewhere-age-wrong = Write a year such as 2017, or an age such as 9
elsewhere-village = Village where the family lives or lived
elsewhere-reason = Why do you ask?
elsewhere-reason-hint = Whoever knows the child reads this. Write nothing that could harm the child or the family.
elsewhere-needed = Write this too
elsewhere-goes = What leaves, and who sees it
elsewhere-goes-1 = What you wrote above.
elsewhere-goes-2 = Your name, your organisation and your telephone number.
elsewhere-goes-3 = Only those see it who answer for a family that may be the one. Nobody else does.
elsewhere-ask = Ask the other organisations
elsewhere-left = { $count ->
    [0] No question left in these 24 hours
    [one] 1 question left in these 24 hours
   *[other] { $count } questions left in these 24 hours
  }
elsewhere-asked = Your question is on its way
elsewhere-asked-text = Where another organisation knows this child, it has been asked and decides whether to contact you.
elsewhere-asked-more = Silence tells nothing: neither that nobody knows the child nor that somebody does. Go on with what the child needs now.
elsewhere-again = Ask about another child
elsewhere-contacts = Who contacted you
elsewhere-contacts-none = Nobody so far. If somebody contacts you, it appears here.
elsewhere-about = You asked about { $name }.
elsewhere-call = Call { $phone }
elsewhere-enquiries = Questions from other organisations
elsewhere-enquiries-sub = { $count ->
    [0] Whether you know a child
    [one] 1 waits for you
   *[other] { $count } wait for you
  }
elsewhere-enquiries-text = Somebody asks about a child who may belong to one of your families. She does not know that you were asked. You decide whether she hears from you.
elsewhere-enquiries-none = Nobody asks you just now
elsewhere-enquiries-none-text = When somebody asks about a child who may belong to one of your families, it appears here.
elsewhere-asker = { $name } asks
elsewhere-child = { $sex ->
    [female] girl
    [male] boy
   *[unknown] sex not known
  }
elsewhere-until = To be answered by { $when }. After that the question goes away by itself.
elsewhere-yes = Make contact
elsewhere-no = Do not make contact
elsewhere-yes-1 = She learns your name, your organisation and your telephone number, and that you know the child.
elsewhere-yes-2 = She sees nothing of the family’s file. What you tell her on the telephone is for you to decide.
elsewhere-no-1 = She learns nothing: for her it is as if nobody knew the child.
elsewhere-why = Why?
elsewhere-why-needed = Choose one
elsewhere-why-family_agreed = The family agrees
elsewhere-why-family_agreed-hint = You asked them, and the consent is written down.
elsewhere-why-childs_safety = The child’s safety needs it
elsewhere-why-childs_safety-hint = It cannot wait for a consent. Speak with your supervisor.
elsewhere-why-not_the_same = It is not the same child
elsewhere-why-family_did_not_agree = The family did not agree
elsewhere-why-not_safe = It would not be safe
elsewhere-why-other = Something else
elsewhere-words-yes = Words for her
elsewhere-words-yes-hint = For example when to call you. Nothing of the family’s story.
elsewhere-words-no = A note for your own organisation
elsewhere-keep-yes = Send
elsewhere-keep-no = Keep
elsewhere-done-yes = She can see now how to reach you.
elsewhere-done-no = Kept. She learns nothing of it.
elsewhere-decided = Answered
elsewhere-decided-text = What your organisation decided in the last weeks, and why. Whoever asked sees none of this.
elsewhere-decided-yes = Contact made
elsewhere-decided-no = No contact
