-- Passwords; the newest of a user is in force.

-- passwords_of_user(realm text, user_id text, most integer) -> password[]
-- The newest first.
select user_id as "user", hash, forced_update, created from password
where realm = $realm and user_id = $user_id order by created desc limit $most;

-- password_newest(realm text, user_id text) -> password
-- As below, of one user: a list costs SQLite several times as much as the row.
select password.created,
  case when policy.expiration = 1 then password.created + policy.valid_days * 86400000 else 0 end as expires
from password join policy on policy.realm = password.realm
where password.realm = $realm and password.user_id = $user_id order by password.created desc limit 1;

-- passwords_of_users(realm text, ids texts) -> password[]
-- When the password in force was set, and when it expires.
select password.user_id as "user", max(password.created) as created,
  case when policy.expiration = 1 then max(password.created) + policy.valid_days * 86400000 else 0 end as expires
from password join policy on policy.realm = password.realm
where password.realm = $realm and password.user_id in (select value from {each ids})
group by password.user_id, policy.expiration, policy.valid_days order by password.user_id;

-- password_insert(realm text, user_id text, created time, hash text, forced_update boolean), quiet
insert into password (realm, user_id, created, hash, forced_update)
values ($realm, $user_id, $created, $hash, $forced_update);

-- password_forget(realm text, user_id text, last time), quiet
-- Those that were set then and before.
delete from password where realm = $realm and user_id = $user_id and created <= $last;
