//! The window and everything that is wired to it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Context;
use tauri::{DragDropEvent, Manager, RunEvent, Window, WindowEvent as TauriWindowEvent};
use workbench::{Places, Ports, Workbench};

use crate::app::{App, data_folder, house_folder};
use crate::bindings;
use crate::desk::Desk;
use crate::dialogs::Dialogs;
use crate::events::{AppEvent, Sink, WindowEvent, WindowSink, texts};
use crate::launch::Launch;
use crate::media_server::MediaServer;
use crate::waveform;

/// Shows the window and stays until it is closed.
///
/// # Errors
/// Where the window or the user's data folder cannot be had.
pub fn run(launch: Launch) -> anyhow::Result<()> {
    let sink = Arc::new(WindowSink::default());
    let app = open_workbench(Arc::clone(&sink))?;
    let desk = Desk::new(app.data.clone(), Arc::clone(&sink));
    let context = context(&launch);
    let bridge = bindings::bridge();
    let typed = bridge.invoke_handler();
    let raw = waveform::handler();
    let tauri = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(started_again))
        .plugin(opening(launch))
        .plugin(log_plugin())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .manage(app)
        .manage(desk)
        .manage(Arc::clone(&sink))
        .invoke_handler(move |invoke| {
            if invoke.message.command().starts_with("waveform_")
                && invoke.message.command() != "waveform_visible"
            {
                raw(invoke)
            } else {
                typed(invoke)
            }
        })
        .on_window_event(on_window_event)
        .setup(move |tauri| {
            sink.attach(tauri.handle().clone());
            Ok(())
        })
        .build(context)
        .context("cannot open a window")?;
    tauri.run(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<Desk>().close();
            // Leaves the project as one file; nothing acknowledged waits for it.
            let _ = app.state::<App>().workbench.close();
        }
    });
    Ok(())
}

/// What the window is made of. Its address says whether a file is being opened:
/// the page fetches meanwhile what it shows a project with.
fn context(launch: &Launch) -> tauri::Context {
    let mut context = tauri::generate_context!();
    if matches!(launch, Launch::Sample | Launch::File(_)) {
        for window in &mut context.config_mut().app.windows {
            window.url = tauri::WebviewUrl::App("index.html#project".into());
        }
    }
    context
}

fn log_plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri_plugin_log::Builder::new()
        .level(log::LevelFilter::Warn)
        .build()
}

/// The workbench over this user's data.
fn open_workbench(sink: Arc<WindowSink<tauri::Wry>>) -> anyhow::Result<App> {
    let data = data_folder().context("this user has no home folder")?;
    std::fs::create_dir_all(&data)
        .with_context(|| format!("cannot make the folder {}", data.display()))?;
    let server = tauri::async_runtime::block_on(MediaServer::start())
        .context("cannot serve media to the window")?;
    let ports = Ports {
        stores: Box::new(store::ProjectFiles::with_backups(&data.join("backups"))),
        desk: Box::new(store::Desk::open(&data.join("desk.db"))?),
        clock: Box::new(workbench::SystemClock),
        events: sink,
        media: Box::new(server),
        decoder: audio::DecoderProcess::default(),
    };
    let places = Places {
        projects: data.join("projects"),
        waveforms: data.join("waveforms"),
        house: house_folder().context("this user has no home folder")?,
    };
    Ok(App {
        workbench: Workbench::start(ports, places),
        dialogs: Dialogs::from_environment()?,
        grants: Arc::default(),
        data,
        early: Mutex::default(),
        undecided: Mutex::default(),
        opening: Mutex::default(),
        batch_cancelled: AtomicBool::default(),
        closing: AtomicBool::default(),
    })
}

/// Opens what the command line names while the window is being made. A program
/// that only wakes one that runs already never comes here.
fn opening(launch: Launch) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri::plugin::Builder::new("opening")
        .setup(|app, _| {
            let handle = app.clone();
            let work = std::thread::spawn(move || open_first(&handle, launch));
            app.state::<App>().opens(work);
            Ok(())
        })
        .build()
}

/// Opens what the command line names.
fn open_first(app: &tauri::AppHandle, launch: Launch) {
    let shell = app.state::<App>();
    let opened = match launch {
        Launch::Sample => shell.open_sample().map(drop),
        Launch::File(path) => {
            let path = std::path::absolute(&path).unwrap_or(path);
            shell.open_named(&path)
        }
        Launch::FirstScreen | Launch::ExportBindings(_) => return,
    };
    if let Err(error) = opened {
        shell.say_at_start(&error);
    }
}

/// The program was started while it runs: its window comes forward, with the
/// file that was named.
fn started_again(app: &tauri::AppHandle, arguments: Vec<String>, folder: String) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    if let Err(error) = window.unminimize().and_then(|()| window.set_focus()) {
        log::warn!("the window does not come forward: {error}");
    }
    let arguments: Vec<_> = arguments.iter().skip(1).map(Into::into).collect();
    if let Ok(Launch::File(path)) = Launch::parse(&arguments) {
        let paths = [PathBuf::from(folder).join(path)];
        tell(&window, named(app, &paths));
    }
}

fn on_window_event(window: &Window, event: &TauriWindowEvent) {
    let told = match event {
        TauriWindowEvent::DragDrop(DragDropEvent::Enter { .. }) => {
            WindowEvent::DragOver { over: true }
        }
        TauriWindowEvent::DragDrop(DragDropEvent::Leave) => WindowEvent::DragOver { over: false },
        TauriWindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) => named(window, paths),
        TauriWindowEvent::CloseRequested { api, .. } => {
            // The page flushes what is being typed and closes the window; one that
            // does not answer is closed by the second try.
            if window.state::<App>().closing.swap(true, Ordering::Relaxed) {
                return;
            }
            api.prevent_close();
            WindowEvent::Closing
        }
        TauriWindowEvent::Focused(true) => {
            window.state::<Desk>().focused();
            return;
        }
        _ => return,
    };
    tell(window, told);
}

fn tell(window: &impl Manager<tauri::Wry>, event: WindowEvent) {
    window.state::<Sink>().tell(AppEvent::Window(event));
}

/// Files the user named outside the page, which it may open from then on.
fn named(app: &impl Manager<tauri::Wry>, paths: &[PathBuf]) -> WindowEvent {
    let shell = app.state::<App>();
    for path in paths {
        shell.grants.allow(path);
    }
    WindowEvent::Dropped {
        paths: texts(paths),
    }
}
