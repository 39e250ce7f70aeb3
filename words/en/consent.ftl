# Asking for consent. What stands under consent-aloud-… is read aloud, word for word.

consent-title = Ask for consent
consent-nobody = Nobody can be asked yet
consent-nobody-text = Add an adult who cares for the child. Then ask.
consent-purpose = What do you ask for?
consent-language = In which language do you explain it?
consent-aloud = Read this aloud
consent-aloud-services = I would like to visit you, talk with you and the children, and write down what matters, so that we can make a plan together and find help. Only the people who work with your family read it.
consent-aloud-referral = Another service could help you. For that I would tell them what they need to know, and nothing more. You tell me what they may know and what not.
consent-aloud-reporting = We count how many families we help, so that help can become better. Your names, your house and your story are never in such a report.
consent-aloud-tracing = I would like to look for your relatives. For that I would ask people about them. You tell me whom I may ask and what I must not say.
consent-aloud-photo = I would like to take a photograph or record your voice. You see or hear it first. It is not shown to anybody without asking you again.
consent-aloud-transfer = Another organisation could work with you from now on, because it is nearer or knows more about what you need. It would read your file and take over from us. You choose whether, and what they may read before they decide.
consent-aloud-other = Explain in simple words what you would like to do, what is written down and who will read it.
consent-aloud-always = You may say yes or no. If you say no, we still help you. You may change your mind at any time. Only if somebody is in great danger must I tell others at once, and I will tell you so first if I can.
consent-by = Who agrees?
consent-otherwise = When nobody can be asked, or asking is not safe
consent-covers = For whom?
consent-recipient = Who else may be told?
consent-recipient-hint = Name the service or person. Empty: nobody outside of our organisation.
consent-recipient-needed = Write who may be told
consent-organisation = May another organisation of the network read your file?
consent-organisation-none = No, nobody else reads it
consent-sections = What may they read?
consent-sections-hint = They read exactly what is ticked, on a screen, until the consent ends or is taken back. They can change and print nothing.
consent-section-identity = Names, ages, who belongs together, village and telephone
consent-section-narrative = The referral, assessments, plan, visits, the children’s words, reviews
consent-section-health = Illness, disability, and notes about them
consent-section-protection = Worries about somebody’s safety, and what was done
consent-section-legal = Birth certificates, family book, IDPoor card
consent-section-safe_address = House, path and landmark. Only if they must come to the house.
consent-section-media = Pictures and recordings
consent-shared-with = { $who } may read:
consent-dissent = A child whom this covers has said no. Until the child says yes, nobody outside reads anything.
consent-withheld = What is not to be told, and to whom?
consent-withheld-hint = In their own words
consent-until = For how long?
consent-until-hint = Until { $day }; they can take it back earlier.
consent-months = { $count ->
    [one] 1 month
   *[other] { $count } months
  }
consent-mark = How do they agree?
consent-mark-of = How does { $name } agree?
consent-mark-here = Here, with a finger
consent-mark-paper = On paper
consent-mark-spoken = Said aloud
consent-mark-which = Signature or thumb
consent-mark-paper-hint = Signature or thumbprint is on the printed form. Keep the paper safe.
consent-mark-needed = The mark is still missing
consent-witness = Who else heard it?
consent-witness-hint = Name of the witness
consent-children = Now ask each child
consent-children-hint = Alone if the child would rather, in the child’s own language, without hurry.
consent-child-asked = is asked as well
consent-child-decides = decides for herself or himself
consent-child-aloud = I would like to talk with you and your family, to see what goes well and what is hard. I write some of it down. You can say no, and nobody will be angry. Is that all right for you?
consent-child-answer = What { $name } answers
consent-child-yes = Yes
consent-child-no = No
consent-child-answer-needed = { $name } has not answered yet
consent-child-said-no = { $name } says no. Write it down as it is and do not press. Talk with your supervisor before you go on with this child.
consent-child-words = What { $name } said
consent-child-words-hint = In the child’s own words
consent-child-mark = { $name }’s mark; a drawing will do
consent-keep = Keep these answers

# A file that another organisation holds, and that its family let us read.
shared-title = Shared with us
shared-sub = Families of other organisations who agreed that we read parts of their file
shared-text = These families agreed that we read parts of their file, each for a time. Every reading is written down, and the family can ask who read.
shared-none = No family shares its file with us now
shared-none-text = When a family of another organisation agrees to it, it stands here.
shared-more = Show more
shared-guest = This file belongs to { $who }. { $what }
shared-what = The family agreed that we read: { $parts }. Nothing can be changed here.
