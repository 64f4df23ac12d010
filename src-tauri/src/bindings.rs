//! The bridge's two sides: commands registered here, TypeScript written there.

use std::path::Path;

use anyhow::Context;
use specta_typescript::Typescript;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands;

const HEADER: &str = "/* eslint-disable */\n// @ts-nocheck\n";

/// Every command and event of the bridge.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "it is a table, a line for each command"
)]
pub fn bridge() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        // Times are flicks, which a day keeps far below 2^53.
        .dangerously_cast_bigints_to_number()
        .commands(collect_commands![
            commands::listen,
            commands::start,
            commands::snapshot,
            commands::edit,
            commands::undo,
            commands::redo,
            commands::go_to,
            commands::history,
            commands::find,
            commands::choose_path,
            commands::choose_files,
            commands::open_sample,
            commands::open_path,
            commands::save_project_as,
            commands::close_project,
            commands::forget_recent,
            commands::preview_import,
            commands::formats,
            commands::preview_exports,
            commands::export_track,
            commands::export_files,
            commands::convert_batch,
            commands::cancel_batch,
            commands::publish,
            commands::revisions,
            commands::revision_cues,
            commands::hand_back,
            commands::export_hand_back,
            commands::relink_media,
            commands::waveform,
            commands::waveform_visible,
            commands::cancel_waveform,
            commands::set_preferences,
            commands::announce_ready,
            commands::announce_drawn,
            commands::reveal_path,
            commands::close_window,
            commands::quality::watch_findings,
            commands::quality::gate,
            commands::quality::foresee_findings,
            commands::quality::preview_fixes,
            commands::quality::apply_fixes,
            commands::quality::add_word,
            commands::quality::suggest_words,
            commands::quality::profiles,
            commands::quality::profile_text,
            commands::quality::keep_profile,
            commands::quality::remove_profile,
            commands::quality::import_profile,
            commands::quality::export_profile,
            commands::review::compare_track,
            commands::review::take_changes,
            commands::review::merge_project,
            commands::accounts::add_account,
            commands::accounts::change_account,
            commands::accounts::set_secrets,
            commands::accounts::remove_account,
            commands::accounts::test_account,
            commands::accounts::sign_in,
            commands::accounts::cancel_sign_in,
            commands::accounts::begin_paste,
            commands::accounts::finish_paste,
            commands::accounts::set_real_orders,
            commands::accounts::secret_stores,
            commands::accounts::choose_secret_store,
            commands::queue::desk,
            commands::queue::refresh_queue,
            commands::queue::take_request,
            commands::queue::open_request,
            commands::queue::show_order,
            commands::queue::fetch_attachment,
            commands::queue::service_types,
            commands::queue::remote_tracks,
            commands::media::fetch_media,
            commands::media::stop_media,
            commands::sending::quota,
            commands::sending::preview_send,
            commands::sending::preview_fetch,
            commands::sending::send,
            commands::outbox::whereabouts,
            commands::outbox::decide,
            commands::outbox::attempts,
            commands::outbox::conflict_sides,
            commands::outbox::take_theirs,
            commands::outbox::save_journal,
            commands::outbox::network_back,
            commands::links::link_track,
            commands::links::change_link,
            commands::links::unlink,
            commands::links::pull,
            commands::links::apply_pull,
        ])
}

/// Writes the TypeScript side.
///
/// # Errors
/// Where a type cannot be said in TypeScript, or the file cannot be written.
pub fn export(path: &Path) -> anyhow::Result<()> {
    bridge()
        .export(Typescript::default().header(HEADER), path)
        .with_context(|| format!("cannot write {}", path.display()))
}
