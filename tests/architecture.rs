//! Placeholder until the dependency rules stand.
