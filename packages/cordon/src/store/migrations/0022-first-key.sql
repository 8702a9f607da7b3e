-- A key that stands in for its person's own factors until they have any: it ends when they enrol.

alter table api_key add column until_enrolled boolean not null default false;
