# The list of families.

families-search = Find a family
families-search-hint = A name in Khmer or Latin letters; how it sounds is enough
families-held = { $count ->
    [one] 1 family
   *[other] { $count } families
  }
families-found = { $count ->
    [0] Nobody of that name on this phone
    [one] 1 family found
   *[other] { $count } families found
  }
families-none = No family is here yet
families-none-text = Families that you work with appear here and are kept on this phone. Begin with a referral.
families-server-only = Look for a family
families-server-only-text = No families are kept on this device. Type a name and look on the server.
families-nothing = Nobody of that name
families-nothing-text = Try fewer letters, or the other script. If the family is new, write down a referral.
families-show-closed = { $count ->
    [one] Show 1 finished or passed on
   *[other] Show { $count } finished or passed on
  }
families-hide-closed = Hide the finished ones
families-beyond = Beyond this phone
families-beyond-text = You may also look for families that are not kept here.
families-beyond-none = Nobody else of that name that you may see.
families-beyond-do = Look on the server
families-choose = Choose a family
families-choose-text = Its page opens here, beside the list.
families-not-here = Nothing is here
families-not-here-text = There is nothing at this address, or it is not on this phone any more. Nothing you wrote was lost.
