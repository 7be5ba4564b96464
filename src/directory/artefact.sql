-- Anything issued for one later use.

-- artefact_insert(artefact), quiet
-- Takes the place of an expired one that has not been swept yet.
insert into artefact (kind, hash, realm, client, user_id, binding, payload, created, expires, used)
values ($kind, $hash, $realm, $client, $user, $binding, $payload, $created, $expires, 0)
on conflict (kind, hash) do update set realm = excluded.realm, client = excluded.client, user_id = excluded.user_id,
  binding = excluded.binding, payload = excluded.payload, created = excluded.created, expires = excluded.expires,
  used = excluded.used
where artefact.expires <= excluded.created;

-- artefact_by_hash(kind enum, hash text, now time) -> artefact
select kind, hash, realm, client, user_id as "user", binding, payload, created, expires, used from artefact
where kind = $kind and hash = $hash and expires > $now;

-- artefact_use(kind enum, hash text, now time) -> artefact, quiet
update artefact set used = $now where kind = $kind and hash = $hash and expires > $now and used = 0
returning kind, hash, realm, client, user_id as "user", binding, payload, created, expires, used;

-- artefacts_expired_delete(now time, most integer), quiet
delete from artefact where (kind, hash) in
  (select kind, hash from artefact where expires <= $now order by expires limit $most);

-- artefacts_expired_delete@sqlite
-- Of two columns that are looked up together SQLite would use the index for the first alone, and read all of a kind.
delete from artefact where rowid in
  (select rowid from artefact where expires <= $now order by expires limit $most);
