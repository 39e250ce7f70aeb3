//! Whose turn it is, when more phones send and ask at once than the server can serve: after a day without a network a whole
//! province comes back in the same minute. So many are served at the same time; the others wait in line, with what they sent
//! in memory, so that a phone on a slow line holds up nobody. Whoever reports danger goes before everybody; the others take
//! turns by session, so that a phone with much to say holds up nobody either. When the line is full, one is told when to come
//! again.
//!
//! What lies on phones only is brought to safety first: while somebody waits to send, those who ask have an eighth of the
//! places (so that nobody waits for ever); when nobody does, they have all of them.

use crate::problem::{Code, Problem};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot::{Sender, channel};

/// Seconds after which somebody who was sent away comes again; each at another moment.
const AGAIN: u32 = 5;
const SPREAD: u32 = 30;
/// Of those who report danger the line takes so many times as many.
const MORE_URGENT: usize = 4;
/// And of those who ask: what they hold in memory is small, and they are told to wait for the others.
const MORE_ASKING: usize = 4;
/// Of so many places one is theirs while others wait to send.
const SHARE: usize = 8;

type Session = [u8; 32];

/// What somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Sending,
    Asking,
}

/// A line, of the two that share the places.
#[derive(Debug, Clone)]
pub struct Turns {
    all: Arc<Mutex<Places>>,
    what: For,
}

/// Somebody's turn; it goes on to the next one when it is dropped.
#[derive(Debug)]
pub struct Turn(Option<Turns>);

#[derive(Debug)]
struct Places {
    free: usize,
    /// How many ask at this moment, and how many may while others wait to send.
    asking: usize,
    share: usize,
    sends: Line,
    asks: Line,
}

#[derive(Debug, Default)]
struct Line {
    /// How many may wait, and how many do.
    most: usize,
    waiting: usize,
    urgent: VecDeque<Sender<Turn>>,
    /// Whose turn it is after whose.
    order: VecDeque<Session>,
    others: HashMap<Session, VecDeque<Sender<Turn>>>,
}

impl Line {
    fn wait(&mut self, session: Session, urgent: bool, place: Sender<Turn>) {
        self.waiting += 1;
        if urgent {
            return self.urgent.push_back(place);
        }
        let places = self.others.entry(session).or_default();
        if places.is_empty() {
            self.order.push_back(session);
        }
        places.push_back(place);
    }

    fn next(&mut self) -> Option<Sender<Turn>> {
        let next = self.urgent.pop_front().or_else(|| self.next_in_order())?;
        self.waiting = self.waiting.saturating_sub(1);
        Some(next)
    }

    fn next_in_order(&mut self) -> Option<Sender<Turn>> {
        let session = self.order.pop_front()?;
        let places = self.others.get_mut(&session)?;
        let next = places.pop_front();
        if places.is_empty() {
            self.others.remove(&session);
        } else {
            self.order.push_back(session);
        }
        next
    }
}

impl Places {
    fn line(&mut self, what: For) -> &mut Line {
        match what {
            For::Sending => &mut self.sends,
            For::Asking => &mut self.asks,
        }
    }

    fn begins(&mut self, what: For) {
        if what == For::Asking {
            self.asking += 1;
        }
    }

    fn ends(&mut self, what: For) {
        if what == For::Asking {
            self.asking = self.asking.saturating_sub(1);
        }
    }

    /// Who is next after somebody whose turn is over. When nobody waits, the place is free.
    fn next(&mut self, ended: For) -> Option<(For, Sender<Turn>)> {
        let danger = !self.sends.urgent.is_empty();
        // Where there is but one place, the two lines take turns.
        let asks = ended == For::Sending && !danger && self.asking < self.share;
        let first = if asks { For::Asking } else { For::Sending };
        let second = if first == For::Asking { For::Sending } else { For::Asking };
        for what in [first, second] {
            if let Some(next) = self.line(what).next() {
                self.begins(what);
                return Some((what, next));
            }
        }
        self.free += 1;
        None
    }
}

impl Turns {
    /// The line of those who send, and that of those who ask: together `at_once` are served at the same time; `waiting` others
    /// may wait to send.
    pub fn lines(at_once: u32, waiting: u32) -> (Self, Self) {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let (free, most) = (count(at_once), count(waiting));
        let all = Arc::new(Mutex::new(Places {
            free,
            asking: 0,
            share: free.div_ceil(SHARE),
            sends: Line { most, ..Line::default() },
            asks: Line { most: most.saturating_mul(MORE_ASKING), ..Line::default() },
        }));
        (Self { all: Arc::clone(&all), what: For::Sending }, Self { all, what: For::Asking })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.places().line(self.what).waiting
    }

    /// Waits for one's turn.
    ///
    /// # Errors
    /// [`Code::Busy`] when too many wait already.
    pub async fn take(&self, session: Session, urgent: bool) -> Result<Turn, Problem> {
        let turn = {
            let mut places = self.places();
            if places.free > 0 {
                places.free -= 1;
                places.begins(self.what);
                return Ok(Turn(Some(self.clone())));
            }
            let line = places.line(self.what);
            let most = if urgent { line.most.saturating_mul(MORE_URGENT) } else { line.most };
            if line.waiting >= most {
                let [some, ..] = session;
                return Err(Problem::new(Code::Busy).after(AGAIN + u32::from(some) % SPREAD));
            }
            let (place, turn) = channel();
            line.wait(session, urgent, place);
            turn
        };
        turn.await.map_err(|_| Problem::new(Code::Busy).after(AGAIN))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut turns) = self.0.take() else { return };
        loop {
            let next = {
                let mut places = turns.places();
                places.ends(turns.what);
                places.next(turns.what)
            };
            let Some((what, next)) = next else { return };
            turns.what = what;
            match next.send(Self(Some(turns.clone()))) {
                Ok(()) => return,
                // Whoever has gone meanwhile is passed over.
                Err(mut unwanted) => unwanted.0 = None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

    /// Somebody waits, says her name when it is her turn, and is done at once.
    async fn come(turns: &Turns, who: u8, urgent: bool, said: &UnboundedSender<u8>) {
        let (mine, said) = (turns.clone(), said.clone());
        let before = turns.waiting();
        tokio::spawn(async move {
            let _turn = mine.take([who; 32], urgent).await.unwrap();
            said.send(who).unwrap();
        });
        while turns.waiting() == before {
            tokio::task::yield_now().await;
        }
    }

    async fn heard(said: &mut UnboundedReceiver<u8>, count: usize) -> Vec<u8> {
        let mut all = Vec::new();
        while all.len() < count {
            all.push(tokio::time::timeout(Duration::from_secs(5), said.recv()).await.unwrap().unwrap());
        }
        all
    }

    #[tokio::test]
    async fn danger_goes_first_and_the_others_take_turns_by_session() {
        let turns = Turns::lines(1, 100).0;
        let (say, mut said) = unbounded_channel();
        let at_work = turns.take([0; 32], false).await.unwrap();
        for who in [1, 1, 1, 2, 3, 3] {
            come(&turns, who, false, &say).await;
        }
        come(&turns, 9, true, &say).await;
        drop(at_work);
        assert_eq!(heard(&mut said, 7).await, [9, 1, 2, 3, 1, 3, 1]);
        assert_eq!(turns.waiting(), 0);
        {
            let line = &turns.places().sends;
            assert!(line.others.is_empty() && line.order.is_empty());
        }
        let _again = turns.take([1; 32], false).await.unwrap();
    }

    #[tokio::test]
    async fn whoever_went_away_is_passed_over_and_no_place_is_lost() {
        let turns = Turns::lines(2, 100).0;
        let both = [turns.take([0; 32], false).await.unwrap(), turns.take([1; 32], false).await.unwrap()];
        for urgent in [false, true] {
            let mine = turns.clone();
            let gone = tokio::spawn(async move { mine.take([2; 32], urgent).await });
            while turns.waiting() == 0 {
                tokio::task::yield_now().await;
            }
            gone.abort();
            assert!(gone.await.unwrap_err().is_cancelled());
        }
        let (say, mut said) = unbounded_channel();
        come(&turns, 3, false, &say).await;
        drop(both);
        assert_eq!(heard(&mut said, 1).await, [3]);
        for _ in 0..2 {
            std::mem::forget(turns.take([4; 32], false).await.unwrap());
        }
        assert_eq!(turns.places().free, 0);
    }

    #[tokio::test]
    async fn a_full_line_says_when_to_come_again_and_takes_danger_still() {
        let turns = Turns::lines(1, 1).0;
        let (say, mut said) = unbounded_channel();
        let at_work = turns.take([0; 32], false).await.unwrap();
        come(&turns, 1, false, &say).await;
        let refused = turns.take([2; 32], false).await.unwrap_err();
        assert_eq!(refused.code, Code::Busy);
        assert!(refused.retry_after.is_some_and(|seconds| (AGAIN..AGAIN + SPREAD).contains(&seconds)));
        come(&turns, 3, true, &say).await;
        drop(at_work);
        assert_eq!(heard(&mut said, 2).await, [3, 1]);
    }

    #[tokio::test]
    async fn while_somebody_waits_to_send_those_who_ask_have_an_eighth() {
        let (sends, asks) = Turns::lines(16, 100);
        let mut at_work = Vec::new();
        for n in 0..16 {
            at_work.push(asks.take([n; 32], false).await.unwrap());
        }
        let (say, mut said) = unbounded_channel();
        let mut held = Vec::new();
        for n in 0..20 {
            let (mine, say) = (if n < 10 { sends.clone() } else { asks.clone() }, say.clone());
            let before = mine.waiting();
            held.push(tokio::spawn(async move {
                let turn = mine.take([n; 32], false).await.unwrap();
                say.send(n).unwrap();
                turn
            }));
            let line = if n < 10 { &sends } else { &asks };
            while line.waiting() == before {
                tokio::task::yield_now().await;
            }
        }
        // All places were theirs while nobody waited to send. Now 14 of them end: ten go to those who send, and none to those
        // who ask before fewer than two of them are at work or nobody waits to send.
        at_work.truncate(2);
        let mut got = heard(&mut said, 14).await;
        got.sort_unstable();
        assert_eq!(got, (0..14).collect::<Vec<_>>());
        assert_eq!((sends.waiting(), asks.waiting(), asks.places().asking), (0, 6, 6));
        at_work.clear();
        heard(&mut said, 2).await;
        for one in held {
            drop(one.await);
        }
        drop(say);
        while asks.places().free < 16 {
            tokio::task::yield_now().await;
        }
        assert_eq!(asks.places().asking, 0);
    }

    #[tokio::test]
    async fn those_who_ask_are_not_forgotten() {
        let (sends, asks) = Turns::lines(1, 100);
        let (say, mut said) = unbounded_channel();
        let at_work = sends.take([0; 32], false).await.unwrap();
        for (who, line, urgent) in
            [(1, &sends, false), (2, &sends, false), (5, &asks, false), (9, &sends, true)]
        {
            come(line, who, urgent, &say).await;
        }
        drop(at_work);
        assert_eq!(heard(&mut said, 4).await, [9, 5, 1, 2]);
    }
}
