//! First light: what was recorded offline reaches the coordinator's summary, and nothing else does.
