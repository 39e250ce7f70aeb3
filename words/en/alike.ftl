# Two people who are one, two files of one family, and what crossed on the way.
same-title = Written down twice?
same-title-done = Written down twice, now one
same-desk = Perhaps the same ({ $count })
same-alike = These two may be the same person. It takes two workers to say so; nothing of either is lost.
same-proposed = { $name } says that these are one and the same person. Please look for yourself.
same-mine = You said that these are the same person. Somebody else who answers for this family must say so too.
same-agreed = These are one person. Said by { $names }. Everything written about either is shown together.
same-wrote = written by { $name }, { $when }
same-yes = The same person
same-no = Two different people
same-apart = They are two after all
same-apart-text = Then the file shows two people again, each with what was written about her. Nothing is lost, and it can be put together again.
same-apart-why = How do you know?
same-done-proposed = Noted. Somebody else will look too
same-done-agreed = They are one person now
same-done-no = Noted: two different people
same-pick-open = Written down twice?
same-pick = Who else is { $name }?
same-pick-text = Choose who is the same person. Nothing changes until a second worker says so too.

files-chip = folded into another file
files-folded = The family has another file: work goes on there
files-folded-text = Said by { $names }. What was written here stays here, and whoever could read it still can.
files-holds = Another file of this family was folded into this one
files-holds-text = Said by { $names }. Its history stays in it; consents hold for what they were given for.
files-proposed = { $name } says that another file is of the same family
files-mine = You said that another file is of the same family. Somebody else must say so too.
files-would-stand = This file would stand, and the other lead to it. Nothing moves or is lost.
files-would-fold = The other file would stand, and this one lead to it. Nothing moves or is lost.
files-came = { $count ->
    [one] 1 entry came to the file that was folded away, from a phone that did not know. It is kept there.
   *[other] { $count } entries came to the file that was folded away, from phones that did not know. They are kept there.
  }
files-looked = I have looked
files-open = Open the other file
files-yes = The same family
files-no = Two different families
files-apart = They are two families after all
files-alike = Two files that may be of the same family. It takes two workers to say so.
files-whose = Whoever answers for both families can say so: your supervisor.
files-done-proposed = Noted in both files. Somebody else will look too
files-done-no = Noted: two different families

crossed-title = Crossed on the way
crossed-closing = Written by somebody who did not know yet that { $name } had closed the case ({ $when }). It is kept. Does the case need to be opened again?
crossed-closed = { $name } closed the case ({ $when }) without having seen this. It is kept. Does the case need to be opened again?
crossed-assessment = { $name } had completed the same assessment ({ $when }), and neither saw the other’s. Both are kept; the later day counts.
crossed-looked = I have looked

press-crossed = { $count ->
    [one] 1 entry crossed another
   *[other] { $count } entries crossed others
  }
press-came = { $count ->
    [one] 1 entry came after it was folded away
   *[other] { $count } entries came after it was folded away
  }
press-came-there = { $count ->
    [one] 1 entry came to the file that was folded away
   *[other] { $count } entries came to the file that was folded away
  }

event-persons-same = Said to be written down twice: { $name }
event-persons-not-same = Said to be two different people: { $name }
event-files-same = Said that another file is of the same family
event-files-not-same = Said that another file is of another family
event-crossed-looked = Looked at what had crossed on the way
