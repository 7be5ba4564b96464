-- The sets that belong to applications; schema/001-directory.sql says what the kinds are.

-- application_items_of(realm text, application text, kind enum) -> identifier[]
select item as id from application_item where realm = $realm and application = $application and kind = $kind
order by item;

-- application_items_unknown(realm text, kind enum, items texts) -> identifier[]
-- Those of the items that name nothing in the realm.
select each_items.value as id from {each items}
where ($kind = 1 and not exists (select 1 from users
    where realm = $realm and id = each_items.value and not {leaving_unit primary_unit}))
  or ($kind in (2, 6) and not exists (select 1 from user_group where realm = $realm and id = each_items.value))
  or ($kind = 5 and not exists (select 1 from unit
    where realm = $realm and id = each_items.value and not {leaving_unit id}));

-- application_items_insert(realm text, application text, kind enum, items texts)
insert into application_item (realm, application, kind, item)
select $realm, $application, $kind, value from {each items} where true on conflict do nothing;

-- application_items_delete(realm text, application text, kind enum)
delete from application_item where realm = $realm and application = $application and kind = $kind;
