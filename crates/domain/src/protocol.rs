//! (stub so that colleagues compile; the owner of this file replaces it)
use crate::time::Day;
use serde::{Deserialize, Serialize};
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk { High, Medium, Low }
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate { GoalsDoneOrHandedOver, NoOpenHighConcern, ChildView, CaregiverView, LocalContact, SupervisorApproval }
impl Gate { pub const fn code(self) -> &'static str { match self {
 Self::GoalsDoneOrHandedOver => "goals_done_or_handed_over", Self::NoOpenHighConcern => "no_open_high_concern", Self::ChildView => "child_view",
 Self::CaregiverView => "caregiver_view", Self::LocalContact => "local_contact", Self::SupervisorApproval => "supervisor_approval" } } }
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Protocol {}
impl Protocol { pub fn validate(&self) -> Result<(), ()> { Ok(()) } }
pub fn next_visit_due(_: &Protocol, last: Option<Day>, accepted: Day, _: Risk) -> Day { last.unwrap_or(accepted).plus_days(30) }
pub fn next_assessment_due(_: &Protocol, last: Option<Day>, accepted: Day) -> Day { last.unwrap_or(accepted).plus_days(182) }
