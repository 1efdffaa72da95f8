-- Which version of its instructions a model had that worded a report's cards: when there is a newer one, it is asked anew.
-- Null where the rules wrote them, and where asking anew came to nothing.
alter table report add column prompt text;
