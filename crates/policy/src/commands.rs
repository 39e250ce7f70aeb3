//! Commands sorted by who may give them. A name that is not listed is denied to everybody, and a test sees
//! to it that every command of the domain is listed.

/// Commands that the same people may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// Opening a file and writing down a referral: any social worker.
    Open,
    /// Ordinary work with a family: its lead and her supervisors.
    Care,
    /// Work in which a specialist takes part.
    Visit,
    /// Deciding about a referral or a file's stage: the lead, her supervisors, the manager.
    Steer,
    /// Saying who works with a family.
    Assign,
    /// Answering a worry about safety.
    Answer,
    /// Signing or returning a review: never who asked for it.
    Sign,
    /// What the server writes itself, each after a decision of its own: that a file was opened in an emergency, that
    /// advice is asked for and given, that another organisation takes a family on, works on its file too, or does not.
    Emergency,
    /// Looking whether an emergency was one: never who opened the file.
    Review,
    /// Taking back an import, which happens as a whole only.
    Withdraw,
    /// Changing an organisation.
    Organise,
    /// Changing the programme.
    Govern,
    /// Proposing another version of the information-sharing protocol, and taking the proposal back.
    Propose,
    /// Approving or refusing a version of the information-sharing protocol: never who proposed it.
    Approve,
    /// Writing about a village.
    Community,
    /// Writing in the service directory.
    Directory,
    /// Referring a family to a service, and asking again.
    Refer,
    /// Answering a referral to a service.
    Serve,
    /// Assessing a village, a group or a place where children are cared for.
    Survey,
    /// Assessing somebody's work.
    Appraise,
}

impl Command {
    /// Every sort.
    pub const ALL: [Command; 20] = [
        Self::Open,
        Self::Care,
        Self::Visit,
        Self::Steer,
        Self::Assign,
        Self::Answer,
        Self::Sign,
        Self::Emergency,
        Self::Review,
        Self::Withdraw,
        Self::Organise,
        Self::Govern,
        Self::Propose,
        Self::Approve,
        Self::Community,
        Self::Directory,
        Self::Refer,
        Self::Serve,
        Self::Survey,
        Self::Appraise,
    ];
    /// The stable name, as the sharing protocol writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Care => "care",
            Self::Visit => "visit",
            Self::Steer => "steer",
            Self::Assign => "assign",
            Self::Answer => "answer",
            Self::Sign => "sign",
            Self::Emergency => "emergency",
            Self::Review => "review",
            Self::Withdraw => "withdraw",
            Self::Organise => "organise",
            Self::Govern => "govern",
            Self::Propose => "propose",
            Self::Approve => "approve",
            Self::Community => "community",
            Self::Directory => "directory",
            Self::Refer => "refer",
            Self::Serve => "serve",
            Self::Survey => "survey",
            Self::Appraise => "appraise",
        }
    }
}

/// Which sort a command is, by its stable name. `None`: nobody may give it.
pub fn command(name: &str) -> Option<Command> {
    let (kind, rest) = name.split_once('.')?;
    match kind {
        "family" => family(rest),
        "organisation" => Some(Command::Organise),
        "programme" => programme(rest),
        "village" => Some(Command::Community),
        "provider" => Some(Command::Directory),
        "service_referral" => service(rest),
        "place" => assessed(rest, Command::Survey),
        "staff" => assessed(rest, Command::Appraise),
        _ => None,
    }
}

fn programme(name: &str) -> Option<Command> {
    match name {
        "protocol_set" | "tool_published" | "tool_retired" | "tool_restored" => Some(Command::Govern),
        "sharing_proposed" | "sharing_withdrawn" => Some(Command::Propose),
        "sharing_approved" | "sharing_refused" => Some(Command::Approve),
        _ => None,
    }
}

fn assessed(name: &str, sort: Command) -> Option<Command> {
    match name {
        "named" | "assessment_completed" => Some(sort),
        _ => None,
    }
}

fn service(name: &str) -> Option<Command> {
    Some(match name {
        "sent" | "reminded" => Command::Refer,
        "seen" | "accepted" | "declined" | "under_way" | "completed" | "failed" | "feedback_given" => {
            Command::Serve
        }
        _ => return None,
    })
}

fn family(name: &str) -> Option<Command> {
    Some(match name {
        "opened" | "referral_received" => Command::Open,
        "referral_screened" | "concern_settled" | "closed" | "reopened" | "conflict_decided"
        | "persons_same" | "persons_not_same" | "files_same" | "files_not_same" | "crossed_looked" => {
            Command::Steer
        }
        "worker_assigned" | "worker_unassigned" | "worker_excluded" | "exclusion_lifted"
        | "transfer_proposed" | "transfer_withdrawn" | "joint_offered" | "joint_ended" => Command::Assign,
        "concern_answered" => Command::Answer,
        "review_signed" | "review_returned" => Command::Sign,
        "emergency_opened" | "consultation_asked" | "consultation_ended" | "advice_given"
        | "transfer_accepted" | "transfer_declined" | "joint_accepted" | "joint_declined" | "joint_left" => {
            Command::Emergency
        }
        "emergency_reviewed" => Command::Review,
        "import_withdrawn" => Command::Withdraw,
        "health_set"
        | "assessment_completed"
        | "action_added"
        | "action_set"
        | "visit_planned"
        | "visit_recorded"
        | "visit_missed"
        | "task_added"
        | "task_set"
        | "concern_raised"
        | "photo_taken"
        | "photo_withdrawn" => Command::Visit,
        "referrer_told"
        | "family_set"
        | "address_set"
        | "person_added"
        | "person_set"
        | "papers_set"
        | "person_withdrawn"
        | "household_named"
        | "household_moved"
        | "union_set"
        | "parentage_set"
        | "relation_stated"
        | "relation_withdrawn"
        | "seniority_stated"
        | "caregiver_set"
        | "caregiver_ended"
        | "consent_given"
        | "assent_given"
        | "consent_withdrawn"
        | "information_withheld"
        | "withheld_lifted"
        | "goal_added"
        | "goal_set"
        | "plan_agreed"
        | "risk_set"
        | "review_asked"
        | "service_referred"
        | "service_answered" => Command::Care,
        _ => return None,
    })
}
