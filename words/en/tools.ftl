# Tools of every kind: what answers look like, what they amount to, records over time.

assess-riel = Riel
assess-dollars = Dollars
assess-field-riel = { $label } (riel)
assess-time = Time
assess-amount-riel = { $amount } riel
assess-amount-dollars = { $amount } dollars
assess-about = about { $what }
assess-nothing-of-this = Nothing of this
assess-acknowledge = Yes, done
assess-acknowledged = Done
assess-evidence = What did you see or hear?
assess-not-reckoned = Nothing to reckon yet
assess-rank-first = Touch the most important first
assess-rank-next = Touch what comes next
assess-rank-up = Move up: { $name }
assess-rank-down = Move down: { $name }
assess-rank-out = Take out: { $name }
assess-who-signs = Who signs?
assess-photo = Photograph
assess-no-recorder = A recording is made with another app, such as ODK Collect. Here, write down what was said.
assess-photo-none = There is no photograph in this file yet.
assess-photo-take = Add a photograph
assess-photo-count = { $count ->
    [one] One photograph, in the file
   *[other] { $count } photographs, in the file
  }
assess-repeat-number = { $what } · { $number }
assess-discipline = Filled by: { $who }

# Drawing
draw-tools = Colours and signs
draw-colour = Colour { $number }
draw-thick = Thick
draw-thin = Thin
draw-words = Words
draw-words-what = What shall stand there?
draw-words-put = Put it there
draw-here = Draw here
draw-drawn = drawn
draw-hint-line = Draw with the finger
draw-hint-words = Touch where the words shall stand
draw-hint-sign = Touch where the sign shall stand
draw-undo = Take back
draw-clear = Begin anew
draw-sign-smile = Happy face
draw-sign-meh = Neither happy nor sad
draw-sign-frown = Sad face
draw-sign-heart = Heart
draw-sign-star = Star
draw-sign-sun = Sun
draw-sign-cloud = Rain cloud
draw-sign-house = House

# Places from the phone
place-here = Here, where I stand
place-next = The next point, here
place-looking = Looking for where you are …
place-clear = Take it out
place-failed = The phone could not find where you are. Nothing is lost: try again in the open, or go on without it.

# What it amounts to
assess-band-before = Last time: { $band }
assess-band-set = Reckoned: { $band }. Set otherwise, because:
assess-band-forced = Set because of:
assess-score-before = last time { $value }
assess-score-answered = { $answered } of { $of } answered
assess-gates = What must hold
assess-gate-holds = Holds
assess-gate-fails = Does not hold
assess-gate-unknown = Cannot be told yet
assess-next-steps = What could be done next
assess-step-go = Go there
assess-override-open = I see it differently
assess-override = What do you see?
assess-override-why = Why do you see it differently?
assess-override-back = Leave it as reckoned

# A completed record
assess-not-here = This tool is not on this phone yet
assess-not-here-text = It comes with the next connection. What was written is kept.
assess-over-time = Over time
assess-trend = { $what }, from { $from } to { $to }: { $values }
assess-version = Version { $version }.
assess-print = Print
assess-revise = Correct this record
assess-revise-why = What was wrong in the earlier record?
assess-revise-why-needed = Please say what was wrong
assess-was-revised = This record was corrected. The newer one counts.
assess-see-revision = See the newer one
assess-revises = It corrects an earlier record:
assess-other-records = Other records

# Choosing a tool
tools-title = Choose a tool
tools-search = Find by name
tools-about-child = About one child
tools-about-carer = About somebody who cares for a child
tools-about-family = About the family
tools-about-network = About the people around the family
tools-none = No tool has this in its name
tools-none-text = Try another word, or a shorter one.
family-tool-open = See the whole record
family-tools-more = Other tools
