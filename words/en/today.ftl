# Today: what needs her, danger first.

today-morning = Good morning, { $name }
today-afternoon = Good afternoon, { $name }
today-evening = Good evening, { $name }
today-first = Your families are arriving. You can begin already.
today-danger = Danger first
today-respond = Meet these families soon
today-visits = Visits
today-steps = Things I promised
today-returned = Came back from the supervisor
today-returned-note = with a comment
today-referrals = Referrals that wait for a decision
today-drafts = Begun and not finished
today-draft-new = A new family
today-draft-drop = Put it aside
today-draft-dropped = Put aside
today-soon = In the next days
today-late = { $days ->
    [one] 1 day late
   *[other] { $days } days late
  }
today-now = Today
today-record = Record the visit
today-calm = Nothing presses today
today-calm-text = A good day to visit a family that you have not seen for a while.
today-calm-do = See all families
today-begin = Your families will be here
today-begin-text = When somebody tells you of a family in need, write the referral down. It works without a network.
today-desk = Your work is at the desk
today-desk-text = There you see the families of the team, what is overdue, and what waits.
today-office = Your work needs no names
today-office-text = You work with numbers and settings. Families are kept on the devices of those who visit them.
