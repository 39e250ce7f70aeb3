# Filling an assessment with a child or a family.

assess-title = Looking together
assess-begin = Begin
assess-next = Next
assess-before = Before
assess-to-end = To the end: what is still needed
assess-page = Page { $at } of { $of }
assess-finish = Finish and keep

# Before the first question
assess-previous-on = Last time: { $day }. What was said then stands beside each question.
assess-carried-over = What was written last time is already here. Change what is different, take out what is over, and add what is new.
assess-on = On which day did you talk?
assess-sources = Who was asked, and what was seen?
assess-sources-hint = Choose all that are true
assess-sources-needed = Please say who was asked or what was seen
assess-source-child = The child
assess-source-caregiver = A caregiver
assess-source-relative = A relative
assess-source-neighbour = A neighbour
assess-source-teacher = A teacher
assess-source-observation = I saw it myself
assess-source-other = Somebody else
assess-no-consent = The family has not yet agreed to being helped. You can write here, and it is kept on this phone; it can be finished when the family has agreed.
assess-ask-consent = Ask for their agreement

# One question
assess-ask-whom = Ask:
assess-voice-child = Child
assess-voice-caregiver = Caregiver
assess-voice-network = People around the family
assess-voice-worker = Worker
assess-voice-supervisor = Supervisor
assess-ideas = What to ask and look for
assess-ask = You could ask
assess-look = You could look for
assess-last-time = Last time
assess-why = Why this mark?
assess-why-hint = What you heard and saw, and from whom
assess-why-needed = Please write in a few words why
assess-not-applicable = This does not apply
assess-why-not-applicable = Why does it not apply?
assess-yes = Yes
assess-no = No
assess-unknown = Not known
assess-red-flag = Somebody may be in danger. A mark here is not enough: please raise a worry, so that your supervisor knows at once. What you have written stays here.
assess-raise-concern = Raise a worry

# Lists
assess-row-first = Add the first
assess-row-more = Add one more
assess-row-number = No. { $number }
assess-row-remove = Take out
assess-row-over = This is over: take out
assess-row-removed = Taken out.
assess-row-new = new
assess-row-changed = other words
assess-row-gone = no longer there
assess-row-better = better
assess-row-worse = worse
assess-link-empty = first write something under “{ $list }”
assess-somebody-else = Somebody else …
assess-their-name = What is the name?

# Numbers from 0 to 10
assess-whose-number = Whose number comes first? The child may begin.
assess-whose-number-next = Somebody else’s number
assess-rater = Who says it?
assess-rating-about = About what?
assess-rating-everything = About everything
assess-number = Which number?
assess-number-why = Why this number and not a lower one?
assess-one-higher = What would make it one higher?
assess-number-unsaid = Somebody is named here who has not said a number yet
assess-rating-remove = Take this number out
assess-never-averaged = Each number stays that person’s own. Where they differ, talk about why.
assess-said-last-time = Last time: { $words }
assess-numbers = Each person’s own number

# The end
assess-still-needed = { $count ->
    [one] One thing is still needed
   *[other] { $count } things are still needed
  }
assess-still-needed-text = Everything is kept. Press a line to go there.
assess-this-record = This record
assess-all-there = Everything is there. Look at it once more together, then finish.
assess-changed-since = What changed since { $day }
assess-where-we-begin = Where we begin
assess-first-time = This is the first time. Next time you will see here what has changed.
assess-went-better = better
assess-went-same = as before
assess-went-worse = harder now
assess-went-new = new
assess-went-gone = not asked now
assess-went-changed = changed
assess-needs-goal = { $count ->
    [one] One point calls for a goal in the plan:
   *[other] { $count } points call for a goal in the plan:
  }
assess-recorded = It is kept. Thank the child and the family.
assess-to-plan = On to the plan

# What may be missing or wrong
assess-problem-over_age = This check is for children; this person is too old for it.
assess-problem-unknown_item = There is an answer to a question that is no longer asked.
assess-problem-wrong_kind = This answer does not fit the question. Please answer once more.
assess-problem-missing_answer = Not answered yet
assess-problem-missing_reason = The reason is still missing
assess-problem-must_apply = This question must be answered
assess-problem-unknown_level = Please choose the mark once more
assess-problem-unknown_option = Please choose once more
assess-problem-too_few = One more is needed here
assess-problem-too_many = These are too many: keep the most important
assess-problem-bad_row_id = Please take this line out and write it again
assess-problem-missing_field = Still empty
assess-problem-unknown_field = There is a field here that is no longer asked for. Please write this line again.
assess-problem-bad_date = This day is not in the calendar
assess-problem-future_date = This day is still to come
assess-problem-broken_link = What this belongs to was taken out. Please choose again.
assess-problem-unpaired = This danger has no goal of safety yet
assess-problem-called_for = What happened may happen again: please also write what may happen if nothing changes
assess-problem-out_of_range = This number is too small or too large
assess-problem-missing_rater = Who says this number?
assess-problem-unasked_rater = This person is not asked for a number here
assess-problem-rated_twice = This person has two numbers for the same thing. Please keep one.
assess-problem-missing_one_higher = What would make it one higher?
assess-problem-under_age = This tool is for older people; this person is too young for it.
assess-problem-missing_evidence = What did you see or hear? Please write it down
assess-problem-not_accepted = This answer cannot be: please look at it once more
assess-problem-bad_time = This is not a time of the day
assess-problem-bad_place = This place is not known: please choose it once more
assess-problem-bad_number = This is not a number
assess-problem-unknown_band = Please choose the result once more
assess-problem-missing_signer = Who signs here?
