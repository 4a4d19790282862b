//! Label files as exporters write them.
