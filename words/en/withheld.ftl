# What somebody of the family does not want told, to whom, and why.
withheld-heading = Not to be told
withheld-title = Something is not to be told
withheld-intro = Write down what somebody of the family, mostly a child, does not want others to know. It is shown wherever something is about to be told.
withheld-by = Whose wish is it?
withheld-words = What is not to be told?
withheld-words-hint = In this person’s own words
withheld-from = Who must not know?
withheld-from-needed = Choose who must not know
withheld-others = other organisations and services
withheld-others-all = Any other organisation or service
withheld-some = Only some organisations of the network
withheld-somebody = Somebody else
withheld-somebody-hint = For example: the teacher, the village chief
withheld-sections = Which parts of the file tell of it?
withheld-sections-hint = These parts stay closed to them, whatever the family agreed to. Tick none if the words above are enough to know what to leave out.
withheld-why = Why?
withheld-why-words = Why, in the person’s own words
withheld-limits = Tell the child what you cannot keep to yourself: when somebody is in danger, your supervisor, and the authorities where the law says so, must know.
withheld-keep = Keep this wish
withheld-note = Note what is not to be told
withheld-none = Nobody has asked that something is not told.
withheld-line = { $name } does not want this known by: { $who }
withheld-closed = Closed to them: { $what }
withheld-lift = It may be told now
withheld-lift-text = Only { $name } can say so. From then on it is told like everything else that the family agreed to.
withheld-lift-words = What did they say?
withheld-lifted = May be told since { $day }.
withheld-over = { $count ->
    [one] 1 wish that is over
   *[other] { $count } wishes that are over
  }
withheld-there-is = { $count ->
    [one] There is something that must not be told
   *[other] There are { $count } things that must not be told
  }
withheld-blocks-hand-over = Whoever takes the family on reads all of the file. Speak with them first: when it may be told, say so in the file, under “Not to be told”. What you wrote here is kept.
