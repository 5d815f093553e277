{**
 * Configuration page of the module. Every value is escaped here.
 *}
{foreach $groupoffers.confirmations as $message}
  <div class="alert alert-success" role="status">{$message|escape:'htmlall':'UTF-8'}</div>
{/foreach}
{foreach $groupoffers.errors as $message}
  <div class="alert alert-danger" role="alert">{$message|escape:'htmlall':'UTF-8'}</div>
{/foreach}

<div class="panel">
  <h3 class="panel-heading"><i class="icon-link" aria-hidden="true"></i> {l s='Connect the sync service' d='Modules.Groupoffers.Admin'}</h3>

  {if $groupoffers.webservice}
    <p><span class="badge badge-success">{l s='On' d='Modules.Groupoffers.Admin'}</span> {l s='The Webservice of this shop is on.' d='Modules.Groupoffers.Admin'}</p>
  {else}
    <div class="alert alert-warning">
      <p>{l s='The Webservice of this shop is off. The sync service needs it.' d='Modules.Groupoffers.Admin'}</p>
      <form method="post" action="{$groupoffers.action|escape:'htmlall':'UTF-8'}">
        <input type="hidden" name="{$groupoffers.token_name|escape:'htmlall':'UTF-8'}" value="{$groupoffers.token|escape:'htmlall':'UTF-8'}">
        <button type="submit" class="btn btn-primary" name="{$groupoffers.action_name|escape:'htmlall':'UTF-8'}" value="webservice_on">{l s='Switch the Webservice on' d='Modules.Groupoffers.Admin'}</button>
      </form>
    </div>
  {/if}
  {if !$groupoffers.groups_feature}
    <div class="alert alert-warning">{l s='Customer groups are switched off, so the shop ignores every group price. Switch them on under Advanced Parameters > Performance.' d='Modules.Groupoffers.Admin'}</div>
  {/if}

  {if $groupoffers.key}
    <div class="alert alert-info">{l s='This key is shown only once. Copy the two lines now.' d='Modules.Groupoffers.Admin'}</div>
  {/if}
  <div class="form-group">
    <label for="groupoffers-settings">{l s='Lines for the settings of the sync service (.env)' d='Modules.Groupoffers.Admin'}</label>
    <textarea id="groupoffers-settings" class="form-control" rows="2" readonly spellcheck="false" style="font-family: monospace" onfocus="this.select()">SHOP_URL={$groupoffers.url|escape:'htmlall':'UTF-8'}
SHOP_KEY={if $groupoffers.key}{$groupoffers.key|escape:'htmlall':'UTF-8'}{/if}</textarea>
    {if !$groupoffers.key}
      <p class="help-block">
        {if $groupoffers.has_key}{l s='The key was shown before and is not shown again. If it is lost, make a new one.' d='Modules.Groupoffers.Admin'}{else}{l s='There is no key. Make a new one.' d='Modules.Groupoffers.Admin'}{/if}
      </p>
    {/if}
  </div>
  <form method="post" action="{$groupoffers.action|escape:'htmlall':'UTF-8'}" data-confirm="{l s='The old key stops working at once. Make a new key?' d='Modules.Groupoffers.Admin'}" onsubmit="return window.confirm(this.getAttribute('data-confirm'))">
    <input type="hidden" name="{$groupoffers.token_name|escape:'htmlall':'UTF-8'}" value="{$groupoffers.token|escape:'htmlall':'UTF-8'}">
    <button type="submit" class="btn btn-default btn-outline-secondary" name="{$groupoffers.action_name|escape:'htmlall':'UTF-8'}" value="new_key">{l s='Make a new key' d='Modules.Groupoffers.Admin'}</button>
  </form>
</div>

<div class="panel">
  <h3 class="panel-heading"><i class="icon-time" aria-hidden="true"></i> {l s='State' d='Modules.Groupoffers.Admin'}</h3>
  <dl>
    <dt>{l s='Sync service' d='Modules.Groupoffers.Admin'}</dt>
    <dd>
      {if $groupoffers.alive}<span class="badge badge-success">{l s='Running' d='Modules.Groupoffers.Admin'}</span>{else}<span class="badge badge-danger">{l s='Not heard of' d='Modules.Groupoffers.Admin'}</span>{/if}
      {if $groupoffers.heartbeat}{l s='Last seen %at%' sprintf=['%at%' => $groupoffers.heartbeat] d='Modules.Groupoffers.Admin'}{else}{l s='Not connected yet' d='Modules.Groupoffers.Admin'}{/if}
    </dd>
    <dt>{l s='Customers in an offer now' d='Modules.Groupoffers.Admin'}</dt>
    <dd>{$groupoffers.open|escape:'htmlall':'UTF-8'}</dd>
    <dt>{l s='Version' d='Modules.Groupoffers.Admin'}</dt>
    <dd>{$groupoffers.version|escape:'htmlall':'UTF-8'}</dd>
  </dl>
  {if $groupoffers.hold}
    <div class="alert alert-warning">{l s='Nobody enters an offer until you confirm (%reason%): look at the shop, then run "group-offers confirm".' sprintf=['%reason%' => $groupoffers.hold] d='Modules.Groupoffers.Admin'}</div>
  {/if}
  {foreach $groupoffers.notices as $notice}
    <div class="alert alert-info">{if $notice.idOffer}{l s='Offer %id%:' sprintf=['%id%' => $notice.idOffer] d='Modules.Groupoffers.Admin'} {/if}{$notice.message|escape:'htmlall':'UTF-8'}</div>
  {/foreach}
</div>

<div class="panel">
  <h3 class="panel-heading"><i class="icon-trash" aria-hidden="true"></i> {l s='Uninstalling' d='Modules.Groupoffers.Admin'}</h3>
  <p>{l s='Before the module is disabled or uninstalled, every customer is put back into their own groups. Offers and history stay in the database unless you choose otherwise.' d='Modules.Groupoffers.Admin'}</p>
  <form method="post" action="{$groupoffers.action|escape:'htmlall':'UTF-8'}">
    <input type="hidden" name="{$groupoffers.token_name|escape:'htmlall':'UTF-8'}" value="{$groupoffers.token|escape:'htmlall':'UTF-8'}">
    <div class="checkbox">
      <label for="groupoffers-drop"><input type="checkbox" id="groupoffers-drop" name="drop_tables" value="1"{if $groupoffers.drop_tables} checked{/if}> {l s='Delete offers and history when the module is uninstalled' d='Modules.Groupoffers.Admin'}</label>
    </div>
    <button type="submit" class="btn btn-default btn-outline-secondary" name="{$groupoffers.action_name|escape:'htmlall':'UTF-8'}" value="uninstall">{l s='Save' d='Modules.Groupoffers.Admin'}</button>
  </form>
</div>
