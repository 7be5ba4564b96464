-- Lists of groups: which ids a page has. Their rows come by group_by_ids.

-- group_among(realm text, application text, first text, last text, external_id text, ids texts) -> identifier[]
select id from user_group
where realm = $realm and id in (select value from {each ids})
  and ($external_id is null or external_id = $external_id)
  and ($first is null or (name_key >= $first and name_key < $last))
  and ($application is null or exists (select 1 from application_item
    where realm = $realm and application = $application and kind = 6 and item = user_group.id))
order by id;

-- group_by_external_id(realm text, external_id text) -> identifier[]
select id from user_group where realm = $realm and external_id = $external_id;

-- group_in_scope(realm text, application text) -> identifier[]
select item as id from application_item where realm = $realm and application = $application and kind = 6;
