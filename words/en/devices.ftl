# Phones: enrolled, named, locked, emptied.
more-devices = My phones
more-devices-all = Phones
more-devices-sub = Name, lock or empty one
devices-title = Phones
devices-text = Every phone and computer on which somebody works. One that is lost can be locked; one that will not come back can be emptied.
devices-own = Mine
devices-none = No phone yet
devices-none-text = Whoever signs in is listed here.
devices-since = Enrolled { $when }
devices-seen = Last contact { $when }
devices-sent = Everything was sent { $when }
devices-sent-unknown = It is not known whether everything was sent
devices-state-locked = Locked { $when } by { $name }
devices-state-wiping = To be emptied, ordered { $when } by { $name }. It has not answered yet.
devices-state-wiped = Emptied { $when }, ordered by { $name }
devices-rename = Rename
devices-rename-do = Call it that
devices-name = What it is called
devices-name-hint = Such as “work phone”; no names of families
devices-lock = Lock
devices-unlock = Unlock
devices-wipe = Empty it
devices-wipe-title = Empty “{ $device }”?
devices-wipe-1 = Everything of { $name } on this phone is destroyed, as soon as it is reached. This cannot be taken back.
devices-wipe-sent = It last told that everything was sent { $when }. What was written on it since may be lost.
devices-wipe-unknown = It never told that everything was sent. What was not sent is lost.
devices-wipe-2 = If it is open and connected now, it sends the rest first. That is kept in the tray for the supervisor, and goes into no file by itself.
devices-wipe-3 = What other people keep on this phone stays, and so does everything on the server.
devices-done-rename = Renamed
devices-done-lock = Locked
devices-done-unlock = Unlocked
devices-done-wipe = It will be emptied as soon as it is reached
devices-add-own = Add a phone of mine
devices-add-for = Add a phone for { $name }
devices-code-own = A code for my new phone
devices-code-for = A code for { $name }
devices-code-text = Scan this with the new phone, or open the sign-in page there. After the passphrase the phone asks for the code.
devices-code-picture = Picture of the address with the code
devices-code-typed = To be typed:
devices-code-until = Good once, until { $when }.
devices-code-done = Done
step-device = Is this phone yours?
step-device-text = Your network lets people work only on phones that are enrolled. Ask your supervisor or your administrator for a code, or make one on another phone of yours under More, Phones.
step-device-code = Code for this phone
step-device-hint = Eight letters and digits
step-device-do = Enrol this phone
session-locked = This phone is locked for you
session-locked-next = What you wrote is still here, sealed. Ask your supervisor or administrator to unlock it, or unlock it yourself on another phone; then connect this one once.
session-emptied = This phone is to be emptied
session-emptied-next = Somebody ordered that your work on it is destroyed. Leave it connected until it is done; then you can sign in anew.
phone-locked = { $account } is locked on this phone
phone-locked-text = Nothing is lost: it stays here, sealed. A supervisor or administrator can unlock it, or its owner on another phone.
phone-emptied = What { $account } kept on this phone was destroyed
phone-emptied-text = Somebody ordered it. What had been sent is safe on the server. Nobody else’s work on this phone was touched.
phone-code-here = The code is here. Sign in now with your account and passphrase.

# How long a phone may be away.
clock-put-back = The clock of this phone was put back. Please set date and time right: what you write carries them. The time that it may be away goes on all the same.
lease-soon = { $hours ->
    [one] This phone should reach the server within an hour. After that it stays closed until it has.
   *[other] This phone should reach the server within { $hours } hours. After that it stays closed until it has.
}
lease-over = This phone must reach the server once before you can go on. What you typed is kept.
lease-title = Please connect once
lease-text = This phone has not reached the server for a long time. So that nobody reads in a phone that was lost, it opens the families again only after it has.
lease-last = Last contact: { $when }
lease-kept = Everything is kept
lease-kept-unsent = { $count ->
    [0] Everything that you wrote is on the server.
    [one] 1 note waits here, sealed, and is sent with the first contact.
   *[other] { $count } notes wait here, sealed, and are sent with the first contact.
}
lease-kept-drafts = { $count ->
    [0] No form is half filled in.
    [one] 1 form that you began is kept as you left it.
   *[other] { $count } forms that you began are kept as you left them.
}
lease-do = What to do
lease-do-1 = Go where there is a network, and wait a moment: it opens by itself.
lease-do-2 = Somebody is in danger? Telephone your supervisor; this phone can write it down afterwards.
lease-now = Try now
lease-trying = Trying …

# A PIN for this phone.
more-pin = Open with a PIN
more-pin-sub = Short to type, on this phone only
pin-text = A PIN opens what this phone keeps, faster than the passphrase. The server holds a part of the key and gives it only to this phone, and only for the right PIN.
pin-offline = Without a network, and after five wrong PINs, only the passphrase opens this phone. Do not forget it.
pin-passphrase = Your passphrase
pin-new = PIN
pin-hint = At least six digits, not all alike
pin-easy = At least { $least } digits, three of them different
pin-do = Use this PIN
pin-change = Change the PIN
pin-remove = Remove the PIN
pin-done = The PIN opens this phone now
pin-removed = Only the passphrase opens this phone now
pin-label = PIN of this phone
pin-left = { $count ->
    [one] One more try. After that only the passphrase opens this phone.
   *[other] { $count } more tries. After that only the passphrase opens this phone.
}
pin-use-passphrase = Use the passphrase
