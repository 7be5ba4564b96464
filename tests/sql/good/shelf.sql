-- shelf_seal(id text, lent boolean, sealed bytes)
update book set sealed = $sealed where id = $id and $lent <> 0;
