-- no-transaction
-- An attempt is closed by its id alone. While the table is small, every index that begins with the organisation looks as
-- good as the primary key, and a session that has planned with one of them goes on reading all attempts of the
-- organisation for each that it closes, until the table is next analysed. A hash has no way down a tree to pay for, so
-- it looks better than any of them from the first row on.
create index concurrently if not exists ai_attempt_by_id on ai_attempt using hash (id);
