-- Rules for passwords.

-- policy_insert(policy)
insert into policy (realm, minimum_length, rules, refuse_weak_login, refuse_weak_since, expiration, valid_days,
  expiration_action, expiration_sources, notice, notice_days, notice_channels, forced_update_days, history,
  history_count, initialization, initialization_type, initialization_forced_update, initialization_channels,
  forgotten, forgotten_channels)
values ($realm, $minimum_length, $rules, $refuse_weak_login, $refuse_weak_since, $expiration, $valid_days,
  $expiration_action, $expiration_sources, $notice, $notice_days, $notice_channels, $forced_update_days, $history,
  $history_count, $initialization, $initialization_type, $initialization_forced_update, $initialization_channels,
  $forgotten, $forgotten_channels);

-- policy_by_realm(realm text) -> policy
select * from policy where realm = $realm;

-- policy_update(policy)
update policy set minimum_length = $minimum_length, rules = $rules, refuse_weak_login = $refuse_weak_login,
  refuse_weak_since = $refuse_weak_since, expiration = $expiration, valid_days = $valid_days,
  expiration_action = $expiration_action, expiration_sources = $expiration_sources, notice = $notice,
  notice_days = $notice_days, notice_channels = $notice_channels, forced_update_days = $forced_update_days,
  history = $history, history_count = $history_count, initialization = $initialization,
  initialization_type = $initialization_type, initialization_forced_update = $initialization_forced_update,
  initialization_channels = $initialization_channels, forgotten = $forgotten, forgotten_channels = $forgotten_channels
where realm = $realm;
