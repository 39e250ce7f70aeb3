//! How a simulation goes: how many phones, how long, and how bad the world is. Chances are in thousandths of a turn.

/// One simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// All of its chance.
    pub seed: u64,
    /// Village social workers, each with a phone; a manager and a senior come on top.
    pub workers: usize,
    /// Families at the beginning.
    pub families: usize,
    /// Days that pass.
    pub days: usize,
    /// Turns of each phone in a day.
    pub turns: usize,
    /// What goes wrong.
    pub troubles: Troubles,
}

/// What goes wrong, in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Troubles {
    /// Of requests: never arrives.
    pub lost: usize,
    /// Of requests: arrives, and its answer does not.
    pub unanswered: usize,
    /// Of requests: arrives twice.
    pub doubled: usize,
    /// Of requests: arrives cut short.
    pub cut: usize,
    /// Of requests: its answer arrives cut short.
    pub answer_cut: usize,
    /// Of requests: the phone gives up, and it arrives much later.
    pub late: usize,
    /// Of effects: the app is killed before it.
    pub crash: usize,
    /// Of turns: the network is gone for a while, up to 14 days.
    pub offline: usize,
    /// Of turns: the clock jumps, up to five years either way.
    pub clock: usize,
    /// Of turns: the disk is full, or has room again.
    pub full: usize,
    /// Of turns: the session ends.
    pub signed_out: usize,
    /// Of turns: the browser loses the phone's key.
    pub lost_key: usize,
    /// Of turns: the server loses its power.
    pub power_cut: usize,
    /// Of turns: somebody makes a backup.
    pub backup: usize,
    /// Of turns: the server is put back to its last backup.
    pub restore: usize,
}

impl Troubles {
    /// Everything, more often than anybody deserves.
    pub const ALL: Self = Self {
        lost: 80,
        unanswered: 80,
        doubled: 40,
        cut: 20,
        answer_cut: 40,
        late: 40,
        crash: 15,
        offline: 30,
        clock: 6,
        full: 10,
        signed_out: 10,
        lost_key: 4,
        power_cut: 4,
        backup: 6,
        restore: 2,
    };
    /// None.
    pub const NONE: Self = Self {
        lost: 0,
        unanswered: 0,
        doubled: 0,
        cut: 0,
        answer_cut: 0,
        late: 0,
        crash: 0,
        offline: 0,
        clock: 0,
        full: 0,
        signed_out: 0,
        lost_key: 0,
        power_cut: 0,
        backup: 0,
        restore: 0,
    };
}

impl Plan {
    /// A small network for a month, with everything that can go wrong.
    pub const fn month(seed: u64) -> Self {
        Self { seed, workers: 4, families: 6, days: 30, turns: 4, troubles: Troubles::ALL }
    }
    /// Days of devices that it stands for.
    pub const fn device_days(&self) -> usize {
        (self.workers + 2) * self.days
    }
}
