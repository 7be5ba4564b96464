-- The outbox, over all realms: one thread of each server empties it.

-- notification_insert(notification), quiet
insert into notification (id, realm, user_id, channel, address, sealed, attempts, due, created)
values ($id, $realm, $user, $channel, $address, $sealed, $attempts, $due, $created);

-- notification_due(now time) -> notification
select id, realm, user_id as "user", channel, address, sealed, attempts, due, created from notification
where due <= $now order by due limit 1;

-- notification_delay(id text, attempts integer, due time), quiet
update notification set attempts = $attempts, due = $due where id = $id;

-- notification_delete(id text), quiet
delete from notification where id = $id;
