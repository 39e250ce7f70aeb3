//! What devices and the server say to each other about streams. The JSON is defined once, in
//! [`domain::wire`]; sending (push) is in [`crate::app::push`].

pub mod pull;
