//! One call to a service, made on whatever thread there is for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{
    Account, AccountId, Advice, Answer, Call, Certainty, Failure, FailureCode, Finding, ItemId,
    Parcel, Receipt, Remotes,
};

/// A call that is to be made. Where it sends, the disk knows that it does.
#[derive(Clone, Debug)]
pub struct Job {
    /// The account.
    pub account: Account,
    /// The kind of call.
    pub call: Call,
    /// What it is about; one parcel, or for a look all that one look tells of.
    pub parcels: Vec<Parcel>,
    /// When it was begun, in Unix milliseconds.
    pub started: i64,
}

/// What a call came to.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The account.
    pub account: AccountId,
    /// The kind of call.
    pub call: Call,
    /// When it was begun, in Unix milliseconds.
    pub started: i64,
    /// What it told of each parcel.
    pub told: Vec<(ItemId, Told)>,
}

/// What a call told of a parcel.
#[derive(Clone, Debug)]
pub enum Told {
    /// The answer to a send.
    Sent(Answer<Receipt>),
    /// The answer to a look or a check.
    Seen(Answer<Finding>),
}

impl Job {
    /// Makes the call and waits for its answer. A defect in a client is an
    /// answer too: nobody knows what its send did.
    #[must_use]
    pub fn run(&self, remotes: &dyn Remotes) -> Finished {
        let told = catch_unwind(AssertUnwindSafe(|| self.call(remotes)));
        let told = told.unwrap_or_else(|_| self.all(&defect()));
        Finished {
            account: self.account.id,
            call: self.call,
            started: self.started,
            told,
        }
    }

    fn call(&self, remotes: &dyn Remotes) -> Vec<(ItemId, Told)> {
        let remote = match remotes.remote(&self.account) {
            Ok(remote) => remote,
            Err(failure) => {
                let failure = failure.with_certainty(Certainty::NotApplied);
                return self.all(&failure);
            }
        };
        if self.call == Call::Send {
            let sent = self.parcels.iter();
            return sent.map(|p| (p.id, Told::Sent(remote.send(p)))).collect();
        }
        let answers = remote.look_at_all(&self.parcels);
        let ids = self.parcels.iter().map(|parcel| parcel.id);
        // A client that answers for fewer than it was asked about has a defect.
        let answers = answers
            .into_iter()
            .chain(std::iter::repeat_with(|| Err(defect())));
        ids.zip(answers.map(Told::Seen)).collect()
    }

    fn all(&self, failure: &Failure) -> Vec<(ItemId, Told)> {
        let told = || match self.call {
            Call::Send => Told::Sent(Err(failure.clone())),
            Call::Check | Call::Look => Told::Seen(Err(failure.clone())),
        };
        self.parcels.iter().map(|p| (p.id, told())).collect()
    }
}

fn defect() -> Failure {
    let message = "A defect in Cuewright stopped this call. It looks at the service before \
                   anything is sent again";
    Failure::new(FailureCode::Defect, message)
        .with_certainty(Certainty::Unknown)
        .with_advice(Advice::Backoff)
}
