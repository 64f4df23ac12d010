//! editing
