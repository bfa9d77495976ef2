-- Pages that hold a form, or may, of which no filing came are told apart from text.
COMMENT ON COLUMN page.role IS '页面类型：form 自评表，other_form 其他表格，unread 可能有自评表而未能读出，text 文字，blank 空白';
