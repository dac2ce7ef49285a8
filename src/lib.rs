//! Stackhouse: a self-hosted personal computer in the browser.

pub mod kit;

pub mod db;

pub mod activity;
pub mod stack;
