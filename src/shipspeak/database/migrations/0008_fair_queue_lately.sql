-- no-transaction
create index concurrently if not exists run_lately on run (began_at);
