//! Stackhouse: a self-hosted personal computer in the browser.

pub mod config;
pub mod kit;
pub mod telemetry;

pub mod db;

pub mod account;
pub mod activity;
pub mod assistant;
pub mod card;
pub mod chat;
pub mod desk;
pub mod stack;

pub mod sprite;

pub mod protocol;
pub mod web;

pub mod server;
