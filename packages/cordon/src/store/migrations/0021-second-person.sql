-- Who is a second person: not somebody whose account the first one made, changed, enrolled or took the factors from lately.

-- The newest time that `hand` had a hand in the account of `principal`. Written before the change it is about.
create table account_hand (
  tenant text not null, principal text not null, hand text not null, at timestamptz not null,
  primary key (tenant, principal, hand)
);

alter table account_hand enable row level security;
alter table account_hand force row level security;
create policy tenant_only on account_hand
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update, delete on account_hand to cordon_app;
grant select on account_hand to cordon_auditor;

-- A hold that a restore placed has nobody behind it. Said by a column: a name is anybody's to take.
alter table legal_hold add column restored boolean not null default false;
update legal_hold set restored = true
  where placed_by = 'cordon:restore'
    and not exists (select 1 from principal where principal.tenant = legal_hold.tenant and principal.id = legal_hold.placed_by);
