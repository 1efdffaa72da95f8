-- A wish that changed makes other steps; it deletes none. They go with their meeting.
revoke delete on step from shipspeak_app;
