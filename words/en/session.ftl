# Signing in, the frame of the app, and what must be said on every screen.

session-motto = Together, so that children grow up in their family
session-other-language = ភាសាខ្មែរ
session-who = Who is here?
session-somebody-else = Somebody else
session-known = Known to this phone
session-not-me = That is not me
session-title = Sign in
session-account = Account name
session-account-hint = Your administrator gave it to you
session-passphrase = Passphrase
session-show = Show the passphrase
session-hide = Hide the passphrase
session-enter = Sign in
session-unlock = Open
session-opening = One moment …
session-back-to-list = Back to the list
session-safe = What you write is kept on this phone, locked with your passphrase.
session-elsewhere-again = To go on here, open it with your passphrase.
session-wrong = That did not fit
session-wrong-next = Account name and passphrase do not belong together. Please check both. Nothing was changed.
session-offline = The first time needs a network
session-offline-next = This phone does not know this account yet. Go where there is a network and sign in once; after that it works without.
session-too-many = Please wait a little
session-too-many-next = There were too many attempts. Wait a few minutes, then try again.
session-outdated = Please update
session-outdated-next = The server speaks a newer version. What you wrote is safe on this phone and is sent after the update.
session-trouble = Something went wrong
session-trouble-next = Nothing was lost. Please try again; if it happens again, tell your administrator.
session-reload = Update now
session-ended = Please sign in again
session-ended-text = Your session has ended. What you write is kept on this phone and is sent once you have signed in. You can go on working.
session-unreadable = { $count ->
    [one] 1 record on this phone could not be read. It is kept; please tell your administrator.
   *[other] { $count } records on this phone could not be read. They are kept; please tell your administrator.
  }
session-demo = Try it out
session-demo-text = Everybody here is invented. One tap signs you in; the passphrase is { $passphrase } for all.
session-lock = Lock
session-locks-soon = It locks in half a minute unless you touch it. What you typed is kept.
session-plus = Write down
session-plus-visit = Record a visit
session-plus-which = Which family?
session-plus-other = Another family
session-plus-referral = Add a referral
session-plus-referral-hint = Somebody told you of a family in need
session-screen-missing = This screen has not arrived on this phone yet. It comes as soon as there is a network.
