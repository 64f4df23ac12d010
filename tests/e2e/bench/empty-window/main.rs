//! An empty window: what the editor's start is measured against. Prints a line once its first frame is drawn.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .inner_size(1600.0, 940.0)
                .on_document_title_changed(|_, title| println!("empty-window: {title}"))
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!(
            "tests/e2e/bench/empty-window/tauri.conf.json"
        ))
}
