//! Accounts, signing in, and where secrets are kept.

use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;
use workbench::Result;
use workbench::outbox::{Account, AccountId, AccountState};

use super::waiting;
use crate::desk::Desk;
use crate::desk::wire::{AccountTest, NamedSecret, NewAccount, SecretPlace, SecretStores};

/// Adds an account.
#[tauri::command]
#[specta::specta]
pub async fn add_account(
    app: AppHandle,
    account: NewAccount,
    secrets: Vec<NamedSecret>,
) -> Result<Account> {
    waiting(&app, move |_, desk| desk.add_account(account, &secrets)).await
}

/// Changes what is no secret of an account. Real orders have a call of their
/// own, so that they are never switched in passing.
#[tauri::command(async)]
#[specta::specta]
pub fn change_account(desk: State<'_, Desk>, account: Account) -> Result<Account> {
    let before = desk.account(account.id)?;
    let account = Account {
        sandbox: before.sandbox,
        real_orders_known: before.real_orders_known,
        service: before.service,
        switches: before.switches,
        ..account
    };
    desk.put_account(&account)?;
    Ok(account)
}

/// Puts secrets in the place of those that were there.
#[tauri::command]
#[specta::specta]
pub async fn set_secrets(
    app: AppHandle,
    account: AccountId,
    secrets: Vec<NamedSecret>,
) -> Result<()> {
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        desk.access.keep_secrets(&of, &secrets)?;
        desk.set_state(account, AccountState::Ok)
    })
    .await
}

/// Removes an account with its links and secrets.
#[tauri::command]
#[specta::specta]
pub async fn remove_account(app: AppHandle, account: AccountId) -> Result<()> {
    waiting(&app, move |_, desk| desk.remove_account(account)).await
}

/// Asks something small with an account.
#[tauri::command]
#[specta::specta]
pub async fn test_account(app: AppHandle, account: AccountId) -> Result<AccountTest> {
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        Ok(match desk.access.clients().test(&of) {
            Ok(()) => AccountTest {
                ok: true,
                message: match desk.access.clients().clock_remark(&of) {
                    Some(remark) => format!("{} can be used. {remark}", of.label),
                    None => format!("{} can be used", of.label),
                },
            },
            Err(failure) => AccountTest {
                ok: false,
                message: failure.message,
            },
        })
    })
    .await
}

/// Signs in over the system's browser; answers once the user is back.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(app: AppHandle, account: AccountId) -> Result<()> {
    let browser = app.clone();
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        let mut open = |address: &str| {
            let opened = browser.opener().open_url(address, None::<&str>);
            opened.map_err(std::io::Error::other)
        };
        desk.access.sign_in(&of, &mut open)?;
        desk.set_state(account, AccountState::Ok)
    })
    .await
}

/// Ends a sign-in that waits for the browser.
#[tauri::command]
#[specta::specta]
pub fn cancel_sign_in(desk: State<'_, Desk>, account: AccountId) {
    desk.access.cancel_sign_in(account);
}

/// Opens the service's page in the browser; the code it ends with is pasted.
#[tauri::command]
#[specta::specta]
pub async fn begin_paste(app: AppHandle, account: AccountId, redirect: String) -> Result<String> {
    let begun = waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        desk.access.begin_paste(&of, &redirect)
    });
    let address = begun.await?;
    if let Err(error) = app.opener().open_url(&address, None::<&str>) {
        // The page's address is shown, too.
        log::warn!("no browser opens: {error}");
    }
    Ok(address)
}

/// Signs in with what was pasted.
#[tauri::command]
#[specta::specta]
pub async fn finish_paste(app: AppHandle, account: AccountId, pasted: String) -> Result<()> {
    waiting(&app, move |_, desk| {
        let of = desk.account(account)?;
        desk.access.finish_paste(&of, &pasted)?;
        desk.set_state(account, AccountState::Ok)
    })
    .await
}

/// Switches real orders; `typed` is what the user typed to say so.
#[tauri::command(async)]
#[specta::specta]
pub fn set_real_orders(
    desk: State<'_, Desk>,
    account: AccountId,
    real: bool,
    typed: &str,
) -> Result<Account> {
    desk.set_real_orders(account, real, typed)
}

/// Where secrets are kept and could be.
#[tauri::command]
#[specta::specta]
pub async fn secret_stores(app: AppHandle) -> Result<SecretStores> {
    waiting(&app, |_, desk| desk.secret_stores()).await
}

/// Keeps secrets in another place from now on, or unlocks the one in use.
#[tauri::command]
#[specta::specta]
pub async fn choose_secret_store(
    app: AppHandle,
    place: SecretPlace,
    passphrase: Option<String>,
) -> Result<SecretStores> {
    waiting(&app, move |_, desk| {
        desk.choose_secret_store(place, passphrase.as_deref())
    })
    .await
}
