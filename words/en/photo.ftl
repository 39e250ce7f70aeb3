# Photographs of people, houses and papers.

photo-title = Photographs
photo-none = No photographs
photo-none-text = The house, a paper or, when they agree to it, people.
photo-count = { $count ->
    [one] 1 photograph
   *[other] { $count } photographs
  }
photo-add = Add a photograph
photo-of = What does it show?
photo-of-person = Somebody
photo-of-person-text = Only people who agree to it
photo-of-home = The house
photo-of-home-text = And what is around it. Nobody should be seen on it.
photo-of-paper = A paper
photo-of-paper-text = A birth certificate, a card, a letter
photo-of-needed = Say what it shows
photo-whom = Whom?
photo-whom-needed = Choose whom it shows
photo-whose = Whose paper is it?
photo-whose-family = The family’s own
photo-no-consent = Nobody has agreed to be photographed. Ask first, and ask the children too.
photo-ask-consent = Ask for consent
photo-camera = Take it now
photo-choose = Choose one from this phone
photo-making = One moment…
photo-bare = Where, when and with what it was taken is no longer in it. The camera’s own picture stays where it is on your phone: delete it there if it should not stay.
photo-unreadable = This phone cannot read this as a picture. Choose another one.
photo-full = This phone has no room for it. Send what is unsent, or make room.
photo-needed = Take or choose a photograph
photo-words = What is to be seen?
photo-words-hint = For whoever cannot see it
photo-keep = Keep
photo-line-home = House
photo-line-paper = Paper: { $name }
photo-line-paper-family = Paper of the family
photo-unsent = not sent yet
photo-open = Look at the photograph: { $what }
photo-fetch = { $what }, { $size } KB: fetch it
photo-not-here = Not on this phone
photo-not-here-text = It comes when there is a network.
photo-coming = It is coming…
photo-failed = It has not come. Try again when the network is better.
photo-all = Show all { $count }
photo-withdraw = Do not keep it any more
photo-withdraw-text = It is destroyed, on the server and on every phone, and cannot be brought back. That it was taken stays written.
photo-withdraw-why = Why?
photo-withdraw-confirm = Destroy the photograph
photo-rests-on = Photographs that were taken on this consent are destroyed, and cannot be brought back.
photo-sending = { $count ->
    [one] 1 photograph is not on the server yet
   *[other] { $count } photographs are not on the server yet
  }
photo-sending-part = Part { $part } of { $parts } is on its way.
photo-sending-wait = They go when there is a network, after what you wrote.
photo-stuck = This photograph could not be sent
photo-save = Save it outside of this app
photo-drop = Let go of it
photo-drop-text = It was never on the server, and cannot be brought back.
photo-try-again = Try again
event-photo-taken = A photograph was added
event-photo-withdrawn = A photograph is not kept any more
draft-photo = A photograph, begun
done-photo = The photograph is kept
family-reading-photo = looked at a photograph
protection-use-photo = Photographs are kept on it.
paper-manner-photo = looked at a photograph
