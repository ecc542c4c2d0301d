//! Kentongan.
