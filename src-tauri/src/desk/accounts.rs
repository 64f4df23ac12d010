//! Accounts as the user keeps them.

use uuid::Uuid;
use workbench::outbox::{Account, AccountId, AccountState, Proof};
use workbench::{ErrorCode, Result, WorkbenchError};

use super::wire::{DeskChange, NamedSecret, NewAccount, SecretPlace, SecretStores};
use super::{Desk, failed, practice};

impl Desk {
    /// Keeps an account, and tells the window and the outbox.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn put_account(&self, account: &Account) -> Result<()> {
        let accounts = self.with(|store| {
            store.put_account(account)?;
            store.accounts()
        })?;
        self.tell(DeskChange {
            accounts: Some(accounts),
            ..DeskChange::default()
        });
        self.nudge(|office| office.worker.nudge());
        Ok(())
    }

    /// Adds an account. Its secrets are kept first: one without them is none.
    ///
    /// # Errors
    /// Where the store of secrets or the desk cannot be written.
    pub fn add_account(&self, new: NewAccount, secrets: &[NamedSecret]) -> Result<Account> {
        let id = AccountId(Uuid::now_v7());
        let mut account = Account::new(id, new.service, new.label.trim(), new.bases);
        account.client_id = new.client_id;
        account.proof = new.proof;
        account.prices = new.prices;
        if matches!(account.proof, Proof::SignIn) {
            account.state = AccountState::NeedsSignIn;
        }
        self.access.place(&mut account, &self.own_accounts()?)?;
        self.access.keep_secrets(&account, secrets)?;
        self.put_account(&account)?;
        self.nudge(|office| office.poller.look());
        Ok(account)
    }

    /// Removes an account with its links and secrets.
    ///
    /// # Errors
    /// [`NotNow`](ErrorCode::NotNow) where items of it are not settled;
    /// [`Service`](ErrorCode::Service) where it is removed here, and the service
    /// could not be told.
    pub fn remove_account(&self, id: AccountId) -> Result<()> {
        let account = self.account(id)?;
        let (accounts, links, before, after) = self.with(|store| {
            let before = store.requests()?;
            store.remove_account(id)?;
            Ok((store.accounts()?, store.links()?, before, store.requests()?))
        })?;
        let there = |key| after.iter().any(|kept| kept.key == key);
        let gone = before.into_iter().map(|kept| kept.key);
        self.tell(DeskChange {
            accounts: Some(accounts),
            links: Some(links),
            gone: Some(gone.filter(|key| !there(key.clone())).collect()),
            ..DeskChange::default()
        });
        self.access.clients().give_back(&account).map_err(failed)
    }

    /// An account can be used again, or no longer.
    ///
    /// # Errors
    /// Where the desk cannot be written.
    pub fn set_state(&self, id: AccountId, state: AccountState) -> Result<()> {
        let mut account = self.account(id)?;
        account.state = state;
        self.put_account(&account)?;
        self.nudge(|office| office.poller.look());
        Ok(())
    }

    /// Switches real orders. They are turned on only by who typed the
    /// account's name.
    ///
    /// # Errors
    /// [`BadOption`](ErrorCode::BadOption) where something else was typed.
    pub fn set_real_orders(&self, id: AccountId, real: bool, typed: &str) -> Result<Account> {
        let mut account = self.account(id)?;
        if real && typed.trim() != account.label {
            let message = "Type the account's name as it is written";
            return Err(WorkbenchError::new(ErrorCode::BadOption, message));
        }
        account.sandbox = !real;
        account.real_orders_known |= real;
        self.put_account(&account)?;
        Ok(account)
    }

    /// Where secrets are kept and could be. Tries each place.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn secret_stores(&self) -> Result<SecretStores> {
        Ok(self.access.stores(&self.own_accounts()?))
    }

    /// Keeps secrets in another place from now on, and moves those there are; or
    /// unlocks the one that is in use.
    ///
    /// # Errors
    /// Where that place cannot be used or the passphrase is wrong; what was not
    /// moved is where it was.
    pub fn choose_secret_store(
        &self,
        place: SecretPlace,
        passphrase: Option<&str>,
    ) -> Result<SecretStores> {
        self.access.choose(place, passphrase)?;
        for account in self.own_accounts()? {
            let mut moved = self.access.copy_secrets(&account, place)?;
            if moved.state == AccountState::Locked {
                moved.state = AccountState::Ok;
            }
            if moved != account {
                self.put_account(&moved)?;
                self.access.drop_copies(&account, &moved)?;
            }
        }
        self.secret_stores()
    }

    /// The accounts whose secrets the user has given, which those of the
    /// practice services are not.
    fn own_accounts(&self) -> Result<Vec<Account>> {
        let mut accounts = self.with(|store| store.accounts())?;
        accounts.retain(|account| !practice::is_practice(account.id));
        Ok(accounts)
    }
}
