-- What happened.

-- audit_event_insert(audit_event), quiet
insert into audit_event (id, time, realm, account, actor_kind, actor, credential, action, target_kind, target, source,
  outcome, request_id)
values ($id, $time, $realm, $account, $actor_kind, $actor, $credential, $action, $target_kind, $target, $source,
  $outcome, $request_id);

-- audit_events_newest(most integer) -> audit_event[]
-- Ids grow with time. Of all realms: the command line belongs to none.
select * from audit_event order by id desc limit $most;

-- audit_events_trim(before time, most integer), quiet
delete from audit_event where time < $before and id in (select id from audit_event order by id limit $most);
