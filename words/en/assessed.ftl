# What is assessed and is no family: villages, groups, places where children are cared for, the work of colleagues.

assessed-title = Villages, groups and homes
assessed-sub = Mapping, safeguarding, inspections; the work of colleagues
assessed-text = What your organisation found in villages, in groups of children, and in places where children are cared for. Only your organisation reads it.
assessed-none = Nothing has been assessed yet
assessed-none-text = Map a village, look at a group’s safety, or visit a home for children.
assessed-new = Begin with a village, group or home
assessed-kind = What do you want to assess?
assessed-kind-village = A village
assessed-kind-village-hint = A meeting with its people: who lives where, what keeps children safe
assessed-kind-group = A group
assessed-kind-group-hint = Children who play and learn together, parents, savers: is it safe for children?
assessed-kind-facility = A home or centre
assessed-kind-facility-hint = A place where children live or are cared for: what is good, what must change
assessed-kind-worker = A colleague
assessed-all-village = Villages
assessed-all-group = Groups
assessed-all-facility = Homes and centres
assessed-name-group = What is the group called?
assessed-name-facility = What is the place called?
assessed-village = In which village?
assessed-village-hint = Write the beginning of its name
assessed-begin = Begin
assessed-need-kind = Choose what you want to assess.
assessed-need-name = Write its name.
assessed-need-village = Choose a village from the list.
assessed-rename = Change the name
assessed-not-on-phone = This is not on this phone
assessed-not-on-phone-text = It may come when there is a network, or it is not for you to read.
assessed-staff = Work of colleagues
assessed-staff-text = What a colleague does well and wants to learn: fill it in together with her. She, you and those above you read it.
assessed-oneself = My own work
assessed-oneself-text = What your supervisor wrote together with you.
assessed-records = { $count ->
    [0] Not assessed yet
    [one] { $count } record, of { $day }
   *[other] { $count } records, the latest of { $day }
  }
assessed-to-file = To what was found there
assessed-danger = Somebody may be in danger here. Tell your supervisor today. If it is about a child whose family has a file, write the worry there.
draft-assessed = Assessment of a village, group, home or colleague
