//! Whose turn it is, when more phones send and ask at once than the server can serve: after a day without a network a whole
//! province comes back in the same minute. So many are served at the same time; the others wait in line, with what they sent
//! in memory, so that a phone on a slow line holds up nobody. Whoever reports danger goes before everybody; the others take
//! turns by session, so that a phone with much to say holds up nobody either. When the line is full, one is told when to come
//! again.

use crate::problem::{Code, Problem};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot::{Sender, channel};

/// Seconds after which somebody who was sent away comes again; each at another moment.
const AGAIN: u32 = 5;
const SPREAD: u32 = 30;
/// Of those who report danger the line takes so many times as many.
const MORE_URGENT: usize = 4;

type Session = [u8; 32];

/// A line.
#[derive(Debug, Clone)]
pub struct Turns(Arc<Mutex<Line>>);

/// Somebody's turn; it goes on to the next one when it is dropped.
#[derive(Debug)]
pub struct Turn(Option<Turns>);

#[derive(Debug, Default)]
struct Line {
    free: usize,
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

    /// Who is next. When nobody waits, the place is free.
    fn next(&mut self) -> Option<Sender<Turn>> {
        let Some(next) = self.urgent.pop_front().or_else(|| self.next_in_order()) else {
            self.free += 1;
            return None;
        };
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

impl Turns {
    /// `at_once` are served at the same time, `waiting` others may wait.
    pub fn new(at_once: u32, waiting: u32) -> Self {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let line = Line { free: count(at_once), most: count(waiting), ..Line::default() };
        Self(Arc::new(Mutex::new(line)))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.line().waiting
    }

    /// Waits for one's turn.
    ///
    /// # Errors
    /// [`Code::Busy`] when too many wait already.
    pub async fn take(&self, session: Session, urgent: bool) -> Result<Turn, Problem> {
        let turn = {
            let mut line = self.line();
            if line.free > 0 {
                line.free -= 1;
                return Ok(Turn(Some(self.clone())));
            }
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
        let Some(turns) = self.0.take() else { return };
        loop {
            let next = turns.line().next();
            let Some(next) = next else { return };
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
        let turns = Turns::new(1, 100);
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
            let line = turns.line();
            assert!(line.others.is_empty() && line.order.is_empty());
        }
        let _again = turns.take([1; 32], false).await.unwrap();
    }

    #[tokio::test]
    async fn whoever_went_away_is_passed_over_and_no_place_is_lost() {
        let turns = Turns::new(2, 100);
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
        assert_eq!(turns.line().free, 0);
    }

    #[tokio::test]
    async fn a_full_line_says_when_to_come_again_and_takes_danger_still() {
        let turns = Turns::new(1, 1);
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
}
