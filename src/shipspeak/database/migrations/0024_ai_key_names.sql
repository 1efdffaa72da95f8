-- A name is free again once its key is revoked: who rotates a key that leaked calls the next one the same.
-- squawk-ignore ban-drop-constraint -- clients before this one refuse a name for longer than they need; nothing else rests on it
alter table ai_key drop constraint ai_key_org_id_name_key;
-- squawk-ignore require-concurrent-index-creation -- a table of a few rows, written by hand
create unique index ai_key_name on ai_key (org_id, name) where state <> 'revoked';
