//! Mistakes of one line each, planted in phone, server and store, that the simulator must find (docs/simulation.md).
//! They exist only with the feature `planted`, which no build that anybody uses has; without it the question is
//! answered by the compiler, and nothing of them is left.

/// The mistake of this process.
#[cfg(feature = "planted")]
static ON: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// Plants a mistake in this process, once and for all.
#[cfg(feature = "planted")]
pub fn plant(name: &str) {
    let _ = ON.set(name.to_owned());
}

/// Whether the mistake of this name is planted.
#[cfg(feature = "planted")]
pub fn planted(name: &str) -> bool {
    ON.get().is_some_and(|on| on == name)
}

/// Whether the mistake of this name is planted: never.
#[cfg(not(feature = "planted"))]
#[inline]
pub const fn planted(_: &str) -> bool {
    false
}
