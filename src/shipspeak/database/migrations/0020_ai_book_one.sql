-- Most who reserve come alone: then it is two statements with no lists, sums or sorting in them, which is what a call
-- waits for. The rules are those of 0012; whatever is not as usual goes on to `ai_book_all` (0016), as if nobody had asked.

-- One that reserves: null where it must go the other way, with nothing changed.
create function ai_book_one(org uuid, booked jsonb)
    returns jsonb
    language plpgsql
    as $$
    declare
        today constant date := (now() at time zone 'utc')::date;
        this_month constant date := date_trunc('month', today::timestamp)::date;
        the_meeting constant uuid := booked ->> 'meeting';
        the_person constant text := booked ->> 'person';
        the_feature constant text := booked ->> 'feature';
        estimate constant numeric := booked ->> 'estimate';
        too_much boolean;
    begin
        if (booked ->> 'again')::boolean or (booked ->> 'regardless')::boolean
            or org = '00000000-0000-4000-8000-000000000000'
            or booked ->> 'digest' is not null and exists (
                select from ai_answer as a
                where a.org_id = org and a.meeting_id = the_meeting and a.digest = (booked ->> 'digest')::bytea)
        then
            return null;
        end if;
        with charged as (
            insert into ai_counter as c (org_id, scope, subject, period, starts, reserved_usd)
            select org, w.scope, w.subject, w.period, w.starts, estimate
            from (values  -- as `ai_windows` has them, in the order in which they are locked
                ('organisation', '', 'month', this_month), ('organisation', '', 'day', today),
                ('person', the_person, 'month', this_month), ('person', the_person, 'day', today),
                ('feature', the_feature, 'month', this_month), ('feature', the_feature, 'day', today)
            ) as w (scope, subject, period, starts) where w.subject is not null
            on conflict (org_id, scope, subject, period, starts)
            do update set reserved_usd = c.reserved_usd + excluded.reserved_usd
            returning c.scope, c.subject, c.period, c.spent_usd + c.reserved_usd as used)
        select bool_or(u.used > coalesce(
            (select b.limit_usd from ai_budget as b
            where b.org_id = org and b.scope = u.scope and b.subject = u.subject and b.period = u.period),
            (select b.limit_usd from ai_budget as b
            where b.org_id = org and b.scope = u.scope and b.subject = '*' and b.period = u.period)))
            into too_much from charged as u;
        if too_much then
            update ai_counter as c set reserved_usd = c.reserved_usd - estimate
                from ai_windows(the_person::uuid, the_feature, today) as w
                where c.org_id = org and c.scope = w.scope and c.subject = w.subject and c.period = w.period
                    and c.starts = w.starts;
            return null;
        end if;
        insert into ai_attempt (
            org_id, id, call_id, attempt, feature, person_id, meeting_id, provider, model, key_name, prices, day,
            estimate_usd, expires_at, sent_bytes, sent_words, sent_audio_ms
        ) values (
            org, (booked ->> 'id')::uuid, (booked ->> 'call')::uuid, (booked ->> 'attempt')::int, the_feature,
            the_person::uuid, the_meeting, booked ->> 'provider', booked ->> 'model', booked ->> 'key',
            booked ->> 'prices', today, estimate, now() + make_interval(secs => (booked ->> 'lease_s')::float8),
            (booked ->> 'bytes')::bigint, (booked ->> 'words')::int, (booked ->> 'audio')::int
        );
        return '{}';
    end $$;

create or replace function ai_till(the_org uuid, the_closings jsonb, the_bookings jsonb, tidy boolean)
    returns jsonb
    language plpgsql
    as $$
    declare
        said jsonb := '{}';
        booked jsonb;
    begin
        -- As `as_tenant` does, in the one statement that there must be anyway.
        perform set_config('role', 'shipspeak_app', true), set_config('shipspeak.org', the_org::text, true),
            set_config('search_path', 'shipspeak', true), set_config('synchronous_commit', 'off', true);
        if tidy then
            perform ai_expire();
        end if;
        if the_closings is not null then
            said := ai_close_all(the_closings);
        end if;
        if jsonb_array_length(the_bookings) = 1 then
            booked := ai_book_one(the_org, the_bookings -> 0);
        end if;
        if the_bookings is not null and booked is null then
            booked := ai_book_all(the_bookings);
        end if;
        return said || coalesce(booked, '{}');
    end $$;
