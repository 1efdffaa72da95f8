-- no-transaction
create index concurrently if not exists run_oldest on run (created_at) where state in ('waiting', 'working');
