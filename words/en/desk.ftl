# The supervisor's desk.

desk-title = Desk
desk-sub = What needs you, the most pressing first
desk-quiet = Nothing waits for you
desk-quiet-text = No danger, nothing overdue, nothing to sign. A good moment to thank somebody.
desk-danger = Danger ({ $count })
desk-done-at-once = Done at once:
desk-answer = Answer
desk-answer-more = Answer once more
desk-answer-hint = What should happen now, who does it, when you will call
desk-answer-do = Send the answer
desk-reviews = Waiting for your signature ({ $count })
desk-review-plan = The plan
desk-review-progress = How it goes
desk-review-closing = Closing
desk-caregiver = Caregiver:
desk-unmet = Not yet so:
desk-comment = Your words to the worker
desk-comment-hint = What is good; what is still needed
desk-need-comment = Please write what is still needed.
desk-sign = Sign
desk-sign-close = Sign and close
desk-return = Send back
desk-close-title = Finish the work with the family of { $name }?
desk-close-1 = You sign, and the case is closed with today's date.
desk-close-2 = { $name } sees it at the next exchange; visits and steps no longer appear.
desk-close-3 = The file stays, and the work can be taken up again at any time.
desk-overdue = Overdue ({ $count })
desk-referrals = Referrals without a decision ({ $count })
desk-conflicts = Two versions, or notes that could not take effect ({ $count })
desk-conflicts-do = Decide
desk-balance = Who carries how much
desk-load = { $count ->
    [one] 1 family
   *[other] { $count } families
  }
desk-load-high = { $count } at high risk
desk-load-overdue = { $count } overdue
desk-load-over = more than { $most }
desk-load-most = At most { $most } families for each worker
desk-nobody = Nobody yet
desk-caseload = All families
desk-fetch-more = Fetch more
desk-number-families = families
desk-number-high-risk = at high risk
desk-number-concerns = open worries
desk-number-overdue = overdue
desk-number-reviews = reviews waiting
desk-number-conflicts = to decide

caseload-stage = Stage
caseload-risk = Risk
caseload-lead = Worker
caseload-family = Family
caseload-pressing = What presses
caseload-village = Village
caseload-last = Last visit
caseload-next = Next visit
caseload-count = { $count ->
    [one] 1 family
   *[other] { $count } families
  }
caseload-all = Show all
